"""The rules by which customers are recognised, and what holds whatever comes in whatever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.identity import Alias, AliasKind, Contact, ContactRecord, Customer, Merge, new_contact_id
from appcare.domain.recognition import (
    NAMES_MOVED_AT_ONCE,
    Change,
    Recognition,
    candidates,
    recognise,
    settled,
)
from appcare.memory.contacts import MemoryContacts

BY_PHONE = Customer("wa#1#316", phone="316")
KEES = Customer("wa#1#NL.1", bsuid="NL.1", phone="316")
PHONE, BSUID = Alias(AliasKind.PHONE, "316"), Alias(AliasKind.BSUID, "NL.1")


class Counting(MemoryContacts):
    """Contacts in memory that say what was stored and how often they were read."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[Change] = []

    def store(self, change: Change) -> bool:
        """Remember the change."""
        self.changes.append(change)
        return super().store(change)

    def one(self, customer: Customer) -> str:
        """Return the id of one customer's contact."""
        return self.resolve([customer])[customer].id

    def live(self) -> list[ContactRecord]:
        """Return the contacts that are not merged."""
        return [one for one in self.contacts.values() if not one.merged_into]


def alone(*customers: Customer) -> Recognition:
    """Recognise customers where nobody is known."""
    return recognise(customers, {}, {}, 1)


def test_one_person_twice_in_a_batch() -> None:
    """Who first comes with a number and then with number and id is one contact, under the first id."""
    found = alone(BY_PHONE, KEES)
    assert found.contacts[BY_PHONE] == found.contacts[KEES] == Contact(new_contact_id(PHONE))


def test_two_contacts_of_one_batch_that_prove_to_be_one() -> None:
    """Customers that came before the proof are the survivor, too."""
    by_id = Customer("wa#1#NL.1", bsuid="NL.1")
    found = alone(by_id, BY_PHONE, KEES)
    assert len(set(found.contacts.values())) == 1
    assert [change.merge for change in found.changes if change.merge] == [
        Merge(*sorted((new_contact_id(BSUID), new_contact_id(PHONE)), reverse=True))
    ]


def test_settled_needs_all_names_and_no_contradiction() -> None:
    """A name that is new, or two ids of two contacts, are no settled customer; a parent id elsewhere is."""
    known = dict.fromkeys(KEES.aliases(), "ctc_1")
    assert settled([KEES], known) == {KEES: Contact("ctc_1")}
    assert not settled([KEES], {**known, PHONE: "ctc_2"})
    assert not settled([KEES], {PHONE: "ctc_1", BSUID: "ctc_1"})
    parent = Customer("wa#1#NL.1", bsuid="NL.1", phone="316", parent="NL.ENT.1")
    elsewhere = {**known, Alias(AliasKind.PARENT, "NL.ENT.1"): "ctc_9"}
    assert settled([parent], elsewhere) == {parent: Contact("ctc_1")}


def test_candidates_are_whom_names_lead_to_and_who_would_be_new() -> None:
    """A contact that no name leads to any more is found as well, so that nothing is made over it."""
    assert candidates([KEES], {PHONE: "ctc_1"}) == {"ctc_1", new_contact_id(BSUID)}


def test_a_contact_left_without_names_is_taken_up_again() -> None:
    """Even one that was merged: who has its name now is nobody else."""
    left = ContactRecord(new_contact_id(BSUID), 1, merged_into="ctc_0", version=3)
    found = recognise([KEES], {}, {left.id: left}, 9)
    (change,) = found.changes
    (rewrite,) = change.contacts
    assert rewrite.before == left
    assert (rewrite.after.merged_into, rewrite.after.created_at, rewrite.after.version) == ("", 1, 4)


def test_a_number_that_changed_hands() -> None:
    """It leads to the new person; the former one keeps everything else, and an old update changes nothing."""
    contacts = Counting()
    former = contacts.one(KEES)
    piet = Customer("wa#1#NL.2", bsuid="NL.2", phone="316")
    assert contacts.one(piet) != former
    assert contacts.one(BY_PHONE) == contacts.one(piet)
    assert contacts.one(Customer("wa#1#NL.1", bsuid="NL.1")) == former
    assert contacts.one(KEES) == former
    assert contacts.one(BY_PHONE) == contacts.one(piet)
    assert contacts.contacts[former].given_up == (PHONE,)


def test_two_portfolios_without_parent_id_do_not_pull_at_a_number() -> None:
    """Two ids that take turns with one number settle: after the first turn nothing is stored any more."""
    contacts = Counting()
    turns = [KEES, Customer("wa#2#NL.2", bsuid="NL.2", phone="316")]
    contacts.resolve(turns)
    stored = len(contacts.changes)
    contacts.resolve(turns)
    assert len(contacts.changes) == stored


def test_the_parent_id_explains_another_bsuid() -> None:
    """The same person in another portfolio: same number, same parent id, another id."""
    contacts = Counting()
    here = Customer("wa#1#NL.1", bsuid="NL.1", phone="316", parent="NL.ENT.1")
    there = Customer("wa#2#NL.2", bsuid="NL.2", phone="316", parent="NL.ENT.1")
    by_parent = Customer("wa#3#NL.3", bsuid="NL.3", parent="NL.ENT.1")
    assert len({contacts.one(here), contacts.one(there), contacts.one(by_parent)}) == 1


def test_a_parent_id_alone_merges_nobody() -> None:
    """It finds a contact where nothing better does, and proves nothing against two contacts."""
    contacts = Counting()
    one = contacts.one(Customer("wa#1#NL.1", bsuid="NL.1", parent="NL.ENT.1"))
    other = contacts.one(Customer("wa#1#NL.2", bsuid="NL.2"))
    assert contacts.one(Customer("wa#1#NL.2", bsuid="NL.2", parent="NL.ENT.1")) == other != one


def test_a_former_name_outweighs_another_bsuid() -> None:
    """Meta says that it was the same person, so the two contacts become the older one."""
    contacts = Counting()
    before = contacts.one(KEES)
    contacts.one(Customer("wa#1#NL.2", bsuid="NL.2", phone="317"))
    moved = Customer("wa#1#NL.2", bsuid="NL.2", phone="317", was=(PHONE, BSUID))
    assert contacts.one(moved) == before
    assert len(contacts.live()) == 1


def test_an_old_change_of_number_told_again_takes_nobody_in() -> None:
    """The number belongs to somebody else by then, and the person it was of has given it up."""
    contacts = Counting()
    moved = Customer("wa#1#NL.2", bsuid="NL.2", phone="317", was=(PHONE,))
    former = contacts.one(KEES)
    assert contacts.one(moved) == former
    heir = contacts.one(Customer("wa#1#NL.3", bsuid="NL.3", phone="316"))
    assert contacts.one(moved) == former
    assert contacts.one(BY_PHONE) == heir != former


MOVED = Customer("wa#1#NL.1", phone="317", was=(PHONE,))
"""Meta's word that the number is another one, without the id that came with it."""

AFTERWARDS = Customer("wa#1#NL.2", bsuid="NL.2", phone="317")


@pytest.mark.parametrize("heard", [(MOVED, AFTERWARDS), (AFTERWARDS, MOVED)])
def test_with_another_number_comes_another_bsuid(heard: tuple[Customer, ...]) -> None:
    """The id that belonged to the former number has ended, so the new one is no other person."""
    contacts = Counting()
    before = contacts.one(KEES)
    contacts.resolve([heard[0]])
    assert contacts.one(heard[1]) == before
    assert contacts.one(Customer("wa#1#NL.1", bsuid="NL.1")) == before
    (person,) = contacts.live()
    assert {alias.value for alias in person.bsuids} <= {"NL.2", "NL.1"}
    heir = Customer("wa#1#NL.3", bsuid="NL.3", phone="317")
    assert contacts.one(heir) != before


def test_an_old_change_of_number_told_again_opens_nobody() -> None:
    """After the new number changed hands, too, its next owner stays somebody else."""
    contacts = Counting()
    before = contacts.one(KEES)
    contacts.resolve([MOVED])
    contacts.resolve([AFTERWARDS])
    heir = contacts.one(Customer("wa#1#NL.3", bsuid="NL.3", phone="317"))
    assert contacts.one(MOVED) == before != heir
    assert contacts.one(Customer("wa#1#317", phone="317")) == heir


def test_an_id_that_ended_is_noted_though_no_name_is_new() -> None:
    """Whoever comes with the number and another id afterwards is the same person."""
    contacts = Counting()
    before = contacts.one(KEES)
    contacts.resolve([Customer("wa#1#NL.1", phone="316", was=(BSUID,))])
    assert contacts.one(Customer("wa#1#NL.2", bsuid="NL.2", phone="316")) == before


def test_a_partition_finds_but_does_not_prove() -> None:
    """An update without names is of the partition's contact; one with another id is not."""
    contacts = Counting()
    first = contacts.one(KEES)
    assert contacts.one(Customer(KEES.partition)) == first
    assert contacts.one(Customer(KEES.partition, bsuid="NL.2")) != first
    assert contacts.one(Customer(KEES.partition)) == first


def test_a_contact_with_more_names_than_a_transaction_takes() -> None:
    """They move in several steps, each within bounds, and only the last one says that it is merged."""
    contacts = Counting()
    old = contacts.one(BY_PHONE)
    many = [Customer(f"wa#{number}#NL.1", bsuid="NL.1") for number in range(2 * NAMES_MOVED_AT_ONCE)]
    contacts.resolve(many)
    contacts.changes.clear()
    assert contacts.one(KEES) == old
    assert [bool(change.merge) for change in contacts.changes] == [False, False, True]
    assert all(len(change.contacts) + len(change.aliases) <= 100 for change in contacts.changes)
    assert {contacts.one(customer) for customer in many} == {old}
    assert contacts.contacts[old].partitions == (
        BY_PHONE.partition,
        *(one.partition for one in many),
    )


bsuids = st.sampled_from(("NL.1", "NL.2", "NL.3"))
phones = st.sampled_from(("316", "317"))
former = st.lists(
    st.builds(Alias, st.just(AliasKind.BSUID), bsuids) | st.builds(Alias, st.just(AliasKind.PHONE), phones),
    max_size=2,
).map(tuple)
plain = st.builds(
    Customer,
    partition=st.sampled_from(("wa#1#a", "wa#1#b", "wa#2#a", "wa#1#-")),
    bsuid=st.none() | bsuids,
    phone=st.none() | phones,
    username=st.none() | st.just("kees"),
)
anybody = st.builds(
    Customer,
    partition=st.sampled_from(("wa#1#a", "wa#1#b", "wa#2#a", "wa#1#-")),
    bsuid=st.none() | bsuids,
    phone=st.none() | phones,
    username=st.none() | st.just("kees"),
    parent=st.none() | st.sampled_from(("NL.ENT.1", "NL.ENT.2")),
    was=former,
)


@given(st.lists(st.lists(anybody, max_size=4), max_size=6))
def test_merges_end_and_every_name_leads_to_a_live_contact(batches: list[list[Customer]]) -> None:
    """Whatever comes: names and contacts agree, a merged contact leads to an older one."""
    contacts = Counting()
    seen: dict[Customer, str] = {}
    for batch in batches:
        seen |= {customer: contact.id for customer, contact in contacts.resolve(batch).items()}
        for alias, id_ in contacts.aliases.items():
            assert contacts.contacts[id_].names.count(alias) == 1
            assert not contacts.contacts[id_].merged_into
        for one in contacts.contacts.values():
            assert set(one.names) == {alias for alias, id_ in contacts.aliases.items() if id_ == one.id}
            if one.merged_into:
                assert contacts.contacts[one.merged_into].age < one.age
    today = contacts.read(seen.values())
    assert set(today) == set(seen.values())
    assert not any(one.merged_into for one in today.values())


@given(st.lists(anybody, max_size=6))
def test_what_was_told_again_changes_nothing_soon(customers: list[Customer]) -> None:
    """The same customers over and over come to rest: no name is pulled to and fro."""
    contacts = Counting()
    for _ in range(3):
        contacts.resolve(customers)
    contacts.changes.clear()
    contacts.resolve(customers)
    assert not contacts.changes


@given(st.lists(plain, max_size=8))
def test_two_bsuids_are_two_people_unless_something_says_otherwise(customers: list[Customer]) -> None:
    """Without former names and parent ids no contact ever has two of them, and each has one contact."""
    contacts = Counting()
    for customer in customers:
        contacts.resolve([customer])
        assert all(len(one.bsuids) <= 1 for one in contacts.live())


@given(st.lists(anybody, max_size=6))
def test_a_batch_is_its_customers_one_by_one(customers: list[Customer]) -> None:
    """Recognising together stores what recognising one after the other stores."""
    together, apart = Counting(), Counting()
    together.resolve(customers)
    for customer in dict.fromkeys(customers):
        apart.resolve([customer])
    assert together.aliases.keys() == apart.aliases.keys()
    sets = [
        {frozenset(one.names) for one in book.live() if one.names or one.given_up}
        for book in (together, apart)
    ]
    assert sets[0] == sets[1]


KNOWN_FOR_LONG = 2 * 86_400_000


@pytest.mark.parametrize("bsuid", [None, "NL.1"])
def test_the_next_owner_of_a_number_that_was_left_is_somebody_else(bsuid: str | None) -> None:
    """Meta said that the number is not this person's any more: who writes from it now is another one."""
    contacts = Counting()
    first = Customer("wa#1#a", bsuid=bsuid, phone="316")
    person = contacts.one(first)
    contacts.resolve([Customer("wa#1#a", phone="317", was=first.aliases()[:-1])])
    heir = contacts.one(Customer("wa#1#NL.9", bsuid="NL.9", phone="316"))
    assert heir != person
    assert contacts.one(Customer("wa#1#NL.2", bsuid="NL.2", phone="317")) == person


def test_somebody_known_for_long_is_not_who_took_over_his_number() -> None:
    """A change of number without an id merges nobody with the number's former owner."""
    contacts = Counting()
    person = contacts.one(Customer("wa#1#NL.1", bsuid="NL.1", phone="316"))
    former = contacts.one(Customer("wa#1#NL.2", bsuid="NL.2", phone="317"))
    contacts._now = lambda: KNOWN_FOR_LONG
    moved = Customer("wa#1#NL.1", phone="317", was=(Alias(AliasKind.PHONE, "316"),))
    assert contacts.one(moved) == person
    assert contacts.one(Customer("wa#1#NL.2", bsuid="NL.2")) == former != person
    assert len(contacts.live()) == 2
