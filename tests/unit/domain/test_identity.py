"""Who a customer is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.identity import Alias, AliasKind, Contact, Customer, new_contact_id
from appcare.domain.recognition import recognise

PARTITION = Alias(AliasKind.PARTITION, "wa#1#x")


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        ({}, ["partition"]),
        ({"bsuid": "NL.1", "phone": "316"}, ["bsuid", "phone", "partition"]),
        ({"phone": "316", "username": "kees"}, ["phone", "partition"]),
        ({"username": "kees", "name": "Kees"}, ["username", "partition"]),
        ({"bsuid": "", "phone": "", "username": ""}, ["partition"]),
    ],
)
def test_names_that_prove_identity(names: dict[str, Any], kinds: list[str]) -> None:
    """The most trustworthy first; a username only where nothing else is known, a profile's name never."""
    assert [alias.kind for alias in Customer("wa#1#x", **names).aliases()] == kinds


def test_a_contact_id_never_changes() -> None:
    """It is the same whoever computes it, and says nothing of the name it was made of."""
    first = Alias(AliasKind.PHONE, "31612345678")
    assert new_contact_id(first) == "ctc_cpsftn2k7xjeoxe4u5tjf5sdda"
    assert new_contact_id(Alias(AliasKind.BSUID, "31612345678")) != new_contact_id(first)


def test_a_known_name_leads_to_its_contact() -> None:
    """The other names lead there from now on."""
    customer = Customer("wa#1#x", bsuid="NL.1", phone="316")
    phone = Alias(AliasKind.PHONE, "316")
    found = recognise([customer], {phone: "ctc_old"})
    assert found.contacts == {customer: Contact("ctc_old")}
    assert found.missing == {"ctc_old": [Alias(AliasKind.BSUID, "NL.1"), PARTITION]}


def test_the_most_trustworthy_name_decides() -> None:
    """A number that led to somebody else still does: numbers change hands, and nothing is taken away."""
    customer = Customer("wa#1#x", bsuid="NL.1", phone="316")
    known = {Alias(AliasKind.BSUID, "NL.1"): "ctc_a", Alias(AliasKind.PHONE, "316"): "ctc_b"}
    found = recognise([customer], known)
    assert found.contacts[customer].id == "ctc_a"
    assert found.missing == {"ctc_a": [PARTITION]}


def test_one_person_twice_in_a_batch() -> None:
    """Who first comes with a number and then with number and id is one contact."""
    early, late = Customer("wa#1#316", phone="316"), Customer("wa#1#NL.1", bsuid="NL.1", phone="316")
    found = recognise([early, late], {})
    assert found.contacts[early] == found.contacts[late]
    assert sum(map(len, found.missing.values())) == 4


customers = st.builds(
    Customer,
    partition=st.sampled_from(("wa#1#a", "wa#1#b", "wa#2#a")),
    bsuid=st.none() | st.sampled_from(("NL.1", "NL.2")),
    phone=st.none() | st.sampled_from(("316", "317")),
    username=st.none() | st.just("kees"),
)


@given(st.lists(customers, max_size=6), st.lists(customers, max_size=6))
def test_recognising_again_finds_the_same(first: list[Customer], then: list[Customer]) -> None:
    """Once names are stored, a second try finds the same contacts and has nothing to add."""
    once = recognise([*first, *then], {})
    known = {alias: id_ for id_, aliases in once.missing.items() for alias in aliases}
    again = recognise([*first, *then], known)
    assert not again.missing
    for customer, contact in again.contacts.items():
        assert contact.id == known[customer.aliases()[0]]
    assert len(known) == sum(map(len, once.missing.values()))
