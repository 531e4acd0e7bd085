"""The rules by which customers are recognised."""

from appcare.domain.identity import Alias, AliasKind, Contact, ContactRecord, Customer, Merge, new_contact_id
from appcare.domain.recognition import NAMES_MOVED_AT_ONCE, Recognition, candidates, recognise, settled
from tests.unit.domain.counting_contacts import BSUID, BY_PHONE, KEES, PHONE, Counting


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
