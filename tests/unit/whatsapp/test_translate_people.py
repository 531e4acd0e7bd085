"""What updates say of their customers, and of what follows from them."""

from typing import Any

import pytest

from appcare.domain.identity import Alias, AliasKind
from tests.unit.whatsapp.reading import data_of, said_by
from tests.unit.whatsapp.samples import Json, contact, text_message, value, webhook

OLD, NEW = "31612345678", "31698765432"


def system(**parts: Any) -> bytes:
    """Return a system message; `sender` is its `from`."""
    said: Json = {"id": "wamid.S", "timestamp": "1799999000", "type": "system", "system": parts}
    if sender := parts.pop("sender", None):
        said["from"] = sender
    return webhook(value(messages=[said | parts.pop("beside", {})]))


def phone(digits: str) -> Alias:
    """Return a phone number as a name."""
    return Alias(AliasKind.PHONE, digits)


def bsuid(id_: str) -> Alias:
    """Return a business-scoped id as a name."""
    return Alias(AliasKind.BSUID, id_)


@pytest.mark.parametrize("member", ["wa_id", "new_wa_id"])
@pytest.mark.parametrize("type_", ["user_changed_number", "customer_changed_number"])
def test_another_number(type_: str, member: str) -> None:
    """The new number and id are the customer's now; those before lead to the same person."""
    body = system(
        type=type_, sender=f"+{OLD}", user_id="NL.2", beside={"from_user_id": "NL.1"}, **{member: NEW}
    )
    customer = said_by(body).customer
    assert (customer.phone, customer.bsuid) == (NEW, "NL.2")
    assert customer.was == (bsuid("NL.1"), phone(OLD))
    data = data_of(body)
    assert (data["previous_phone"], data["new_phone"], data["contact"]["phone"]) == (OLD, NEW, NEW)


def test_another_number_said_only_in_the_sentence() -> None:
    """Without a sender, Meta's sentence tells the number before."""
    body = system(type="user_changed_number", wa_id=NEW, body=f"User Kees changed from {OLD} to {NEW}")
    assert said_by(body).customer.was == (phone(OLD),)


@pytest.mark.parametrize(
    "sentence",
    [
        "User changed from NL.9 to NL.7",
        "User changed from NL.9 to NL.2 changed from NL.9 to NL.2!",
        "changed from NL.2 to NL.2",
        "",
    ],
)
def test_a_sentence_that_proves_nothing(sentence: str) -> None:
    """A name that customers choose themselves can hold anything; only Meta's own ending counts."""
    body = system(type="user_changed_user_id", user_id="NL.2", body=sentence)
    assert said_by(body).customer.was == ()


def test_another_user_id() -> None:
    """Only the id is another; the phone number stays the customer's."""
    body = system(
        type="user_changed_user_id",
        sender=OLD,
        user_id="NL.2",
        parent_user_id="NL.ENT.3",
        body="User x changed from NL.9 to NL.9 changed from NL.1 to NL.2",
    )
    customer = said_by(body).customer
    assert (customer.phone, customer.bsuid, customer.parent) == (OLD, "NL.2", "NL.ENT.3")
    assert customer.was == (bsuid("NL.1"),)
    assert data_of(body)["previous_bsuid"] == "NL.1"


def test_another_user_id_as_a_field() -> None:
    """An element of `user_id_update` says the same."""
    said = {"wa_id": OLD, "detail": "changed", "user_id": {"previous": "NL.1", "current": "NL.2"}}
    body = webhook(value(user_id_update=[said], contacts=[contact(OLD)]), field="user_id_update")
    customer = said_by(body).customer
    assert (customer.phone, customer.bsuid, customer.name, customer.was) == (
        OLD,
        "NL.2",
        "Kees",
        (bsuid("NL.1"),),
    )
    data = data_of(body)
    assert (data["previous_bsuid"], data["new_bsuid"], data["text"]) == ("NL.1", "NL.2", "changed")


def test_another_telephone_ends_no_name() -> None:
    """A new security code says nothing about names."""
    body = system(type="customer_identity_changed", sender=OLD)
    assert (said_by(body).customer.phone, said_by(body).customer.was) == (OLD, ())


@pytest.mark.parametrize(
    "place",
    ["from_parent_user_id", "parent_user_id", "recipient_parent_user_id", "parent_recipient_user_id"],
)
def test_the_parents_id(place: str) -> None:
    """The id that portfolios of one parent share is found in each of its places."""
    assert (
        said_by(webhook(value(messages=[text_message(**{place: "NL.ENT.3"})]))).customer.parent == "NL.ENT.3"
    )
    person = contact(parent_user_id="NL.ENT.4")
    beside = webhook(value(messages=[text_message()], contacts=[person]))
    assert said_by(beside).customer.parent == "NL.ENT.4"
