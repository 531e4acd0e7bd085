"""What every book of contacts does."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appcare.application.ports import Contacts
from appcare.domain.errors import StorageError
from appcare.domain.identity import Alias, AliasKind, Customer, Merge, new_contact_id

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


def test_two_contacts_that_prove_to_be_one_person_are_merged(contacts: Contacts) -> None:
    """The older survives with the names and partitions of both; the other one's id leads there."""
    by_phone, by_id = Customer("wa#1#491", phone="491"), Customer("wa#1#US.1", bsuid="US.1")
    older = contacts.resolve([by_phone])[by_phone]
    younger = contacts.resolve([by_id])[by_id]
    assert older != younger
    decided: list[tuple[Customer, Merge]] = []

    found = contacts.resolve([ANNA], lambda *told: decided.append(told))[ANNA]

    assert found == older
    assert decided == [(ANNA, Merge(merged=younger.id, survivor=older.id))]
    assert contacts.resolve([by_phone, by_id]) == {by_phone: older, by_id: older}
    record = contacts.read([younger.id])[younger.id]
    assert (record.id, record.partitions) == (older.id, ("wa#1#491", "wa#1#US.1"))
    assert contacts.resolve([ANNA], lambda *told: decided.append(told)) == {ANNA: older}
    assert len(decided) == 1


def test_a_decision_that_cannot_be_kept_leaves_two_contacts(contacts: Contacts) -> None:
    """The fact comes first: without it nothing is merged, and the next proof merges."""
    by_phone, by_id = Customer("wa#1#491", phone="491"), Customer("wa#1#US.1", bsuid="US.1")
    contacts.resolve([by_phone])
    contacts.resolve([by_id])

    def fail(_customer: Customer, _merge: Merge) -> None:
        raise StorageError("the log is down")

    with pytest.raises(StorageError, match="log"):
        contacts.resolve([ANNA], fail)
    assert len(set(contacts.resolve([by_phone, by_id]).values())) == 2
    contacts.resolve([ANNA])
    assert len(set(contacts.resolve([by_phone, by_id]).values())) == 1


def test_a_number_that_changed_hands_merges_nobody(contacts: Contacts) -> None:
    """Another BSUID is another person: the number leads there now, what was before stays where it was."""
    heir = Customer("wa#1#US.2", bsuid="US.2", phone="491")
    before = contacts.resolve([ANNA])[ANNA]

    after = contacts.resolve([heir])[heir]

    by_phone, by_id = Customer("wa#2#491", phone="491"), Customer("wa#2#US.1", bsuid="US.1")
    assert before != after
    assert contacts.resolve([by_phone, by_id]) == {by_phone: after, by_id: before}
    assert contacts.read([before.id])[before.id].partitions == ("wa#1#US.1", "wa#2#US.1")


def test_nobody_s_partition_ties_nobody_together(contacts: Contacts) -> None:
    """Updates that concern nobody lie together; one with a name among them is its own person's."""
    nobody = Customer("wa#1#-")
    account = contacts.resolve([nobody])[nobody]
    one, two = Customer("wa#1#-", phone="491"), Customer("wa#1#-", phone="492")

    found = contacts.resolve([one, two])

    assert len({account, *found.values()}) == 3
    assert contacts.resolve([nobody])[nobody] == account
    assert contacts.read([found[one].id])[found[one].id].partitions == ()


def test_who_was_never_seen_is_not_read(contacts: Contacts) -> None:
    """An unknown id is left out."""
    assert contacts.read(["ctc_x"]) == {}
    assert contacts.read([]) == {}


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
    """Whatever comes after, a BSUID goes on leading to the contact it led to, or to what that became."""
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
            if best.kind is AliasKind.BSUID:
                today = contacts.read([given_once.setdefault(best, contact.id)])
                assert [one.id for one in today.values()] == [contact.id]


@pytest.mark.parametrize("name", ["x" * 5_000, "\U0001f600" * 512, "\u0000", "a#b", " "])
def test_any_name_fits_into_a_key(contacts: Contacts, name: str) -> None:
    """However long, and in whichever script: the name leads to its contact."""
    customer = Customer(partition="wa#1#x", phone=name)

    contact = contacts.resolve([customer])[customer]

    assert contacts.resolve([customer])[customer] == contact
