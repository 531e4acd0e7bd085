"""Customers whose number or id changed, and whoever has the old number next."""

import pytest

from appcare.domain.identity import Alias, AliasKind, Customer
from tests.unit.domain.counting_contacts import BSUID, BY_PHONE, KEES, PHONE, Counting


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
