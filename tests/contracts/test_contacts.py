"""What every book of contacts does."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appcare.application.ports import Contacts
from appcare.domain.identity import Alias, AliasKind, Customer, new_contact_id

ANNA = Customer("wa#1#US.1", bsuid="US.1", phone="491", name="Anna")


def test_a_new_customer_becomes_a_contact(contacts: Contacts) -> None:
    """The id follows from the most trustworthy name first seen."""
    found = contacts.resolve([ANNA])[ANNA]

    assert found.id == new_contact_id(Alias(AliasKind.BSUID, "US.1"))


def test_a_contact_is_found_again(contacts: Contacts) -> None:
    """The same customer stays the same contact."""
    assert contacts.resolve([ANNA]) == contacts.resolve([ANNA])


def test_nobody_to_resolve(contacts: Contacts) -> None:
    """No customers, no contacts, no trouble."""
    assert contacts.resolve([]) == {}


@pytest.mark.parametrize(
    "later",
    [
        Customer("wa#1#US.1"),
        Customer("wa#1#491", phone="491"),
        Customer("wa#2#US.1", bsuid="US.1"),
        Customer("wa#2#US.1", bsuid="US.1", phone="492"),
    ],
)
def test_any_known_name_leads_to_the_contact(contacts: Contacts, later: Customer) -> None:
    """One name that is known is enough, whichever it is."""
    before = contacts.resolve([ANNA])[ANNA]

    assert contacts.resolve([later])[later] == before


def test_a_phone_that_is_learnt_late_leads_to_the_contact(contacts: Contacts) -> None:
    """A name that comes later is one of the contact's names from then on."""
    first = Customer("wa#1#US.1", bsuid="US.1")
    by_phone = Customer("wa#1#491", phone="491")
    before = contacts.resolve([first])[first]
    contacts.resolve([ANNA])

    assert contacts.resolve([by_phone])[by_phone] == before


def test_a_name_keeps_leading_to_whom_it_led(contacts: Contacts) -> None:
    """A phone number that is somebody's stays somebody's, though another one shows up with it."""
    owner = Customer("wa#1#491", phone="491")
    other = Customer("wa#1#US.2", bsuid="US.2")
    before = contacts.resolve([owner])[owner]
    contacts.resolve([other])

    both = Customer("wa#1#US.2", bsuid="US.2", phone="491")
    assert contacts.resolve([both])[both] == contacts.resolve([other])[other]
    assert contacts.resolve([owner])[owner] == before


def test_a_username_proves_nothing_beside_a_phone(contacts: Contacts) -> None:
    """Two people with one username are two contacts, as long as something better is known."""
    one = Customer("wa#1#491", phone="491", username="max")
    two = Customer("wa#1#492", phone="492", username="max")

    found = contacts.resolve([one, two])

    assert found[one] != found[two]


def test_one_person_twice_in_a_call_is_one_contact(contacts: Contacts) -> None:
    """A batch in which a new person comes under several names makes one contact."""
    by_phone = Customer("wa#1#491", phone="491")
    nameless = Customer("wa#1#US.1")

    found = contacts.resolve([by_phone, ANNA, nameless])

    assert len(set(found.values())) == 1
    assert contacts.resolve([ANNA])[ANNA] == found[ANNA]


def test_more_customers_than_one_read_takes(contacts: Contacts) -> None:
    """The limits of a single call do not show."""
    crowd = [Customer(f"wa#1#{n}", bsuid=f"US.{n}", phone=str(n)) for n in range(60)]

    first = contacts.resolve(crowd)

    assert len(set(first.values())) == len(crowd)
    assert contacts.resolve(crowd) == first


def test_a_name_longer_than_a_key(contacts: Contacts) -> None:
    """A name of any length is a name."""
    long = Customer("wa#1#long", bsuid="x" * 5000)
    other = Customer("wa#1#other", bsuid="x" * 5001)

    found = contacts.resolve([long, other])

    assert found[long] != found[other]
    assert contacts.resolve([long])[long] == found[long]


@pytest.mark.parametrize("attempt", range(3))
def test_resolvers_at_once_agree(contacts: Contacts, at_once: ThreadPoolExecutor, attempt: int) -> None:
    """Whoever meets a new person at the same time, under whatever name, gets the same contact."""
    partition = f"wa#1#{attempt}"
    same = [
        Customer(partition, bsuid=f"US.{attempt}", phone=f"49{attempt}"),
        Customer(partition, phone=f"49{attempt}"),
        Customer(partition),
    ] * 4

    found = list(at_once.map(lambda one: contacts.resolve([one])[one], same))

    assert len(set(found)) == 1


names = st.sampled_from("abcd") | st.none()
customers = st.builds(Customer, partition=st.sampled_from("pqrs"), bsuid=names, phone=names, username=names)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(customers, max_size=4), max_size=4))
def test_the_answer_once_given_stays(contacts: Contacts, batches: list[list[Customer]]) -> None:
    """Whatever comes after, a customer's best name goes on leading to the contact it led to."""
    salt = uuid.uuid4().hex
    given_once: dict[Alias, str] = {}
    for batch in batches:
        salted = [
            Customer(
                partition=f"{salt}{one.partition}",
                bsuid=one.bsuid and f"{salt}{one.bsuid}",
                phone=one.phone and f"{salt}{one.phone}",
                username=one.username and f"{salt}{one.username}",
            )
            for one in batch
        ]
        for customer, contact in contacts.resolve(salted).items():
            best = customer.aliases()[0]
            assert given_once.setdefault(best, contact.id) == contact.id
