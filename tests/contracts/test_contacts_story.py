"""One customer under every name, step by step, and told by eight writers at once."""

import os
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from appcare.application.ports import Contacts
from appcare.domain.errors import StorageError
from appcare.domain.identity import Alias, AliasKind, Customer, Merge

ROUNDS = int(os.environ.get("APPCARE_STORY_ROUNDS", "100"))
WRITERS = 8


def story(customer: str) -> list[Customer]:
    """Return what is heard of a customer: a phone, then an id beside it, the id alone, then a new number."""
    bsuid, later = f"NL.{customer}1", f"NL.{customer}2"
    phone, moved = f"31{customer}1", f"31{customer}2"
    was = (Alias(AliasKind.PHONE, phone), Alias(AliasKind.BSUID, bsuid))
    return [
        Customer(f"wa#1#{phone}", phone=phone),
        Customer(f"wa#1#{bsuid}", bsuid=bsuid, phone=phone),
        Customer(f"wa#1#{bsuid}", bsuid=bsuid),
        Customer(f"wa#1#{later}", bsuid=later, phone=moved, was=was),
        Customer(f"wa#2#{later}", bsuid=later),
        Customer(f"wa#2#{moved}", phone=moved),
    ]


def partitions(heard: list[Customer]) -> list[str]:
    """Return the partitions of a story, each once, in order."""
    return list(dict.fromkeys(one.partition for one in heard))


def test_a_customer_stays_one_contact_under_every_name(contacts: Contacts) -> None:
    """One contact, and one list of partitions, in the order in which they were learnt."""
    heard = story("7")

    ids = {contacts.resolve([one])[one].id for one in heard}

    (id_,) = ids
    assert list(contacts.read([id_])[id_].partitions) == partitions(heard)


def test_what_is_heard_together_is_one_contact(contacts: Contacts) -> None:
    """The same in one batch."""
    heard = story("7")

    (found,) = set(contacts.resolve(heard).values())

    assert list(contacts.read([found.id])[found.id].partitions) == partitions(heard)


class Writers:
    """Eight callers that tell one customer's story at once, and what came of it."""

    def __init__(self, contacts: Contacts, threads: ThreadPoolExecutor) -> None:
        self.contacts = contacts
        self._threads = threads
        self.decided = 0
        self.refused = 0

    def tell(self, heard: list[Customer], *, shuffled: bool, seed: int) -> None:
        """Have each writer tell all of it; what storage refused is told again, as the stream does."""

        def tell(writer: int) -> None:
            mine = list(heard)
            if shuffled:
                Random(seed * WRITERS + writer).shuffle(mine)
            for one in mine:
                while not self._told(one):
                    self.refused += 1

        list(self._threads.map(tell, range(WRITERS)))

    def _told(self, customer: Customer) -> bool:
        try:
            self.contacts.resolve([customer], self._decide)
        except StorageError:
            return False
        return True

    def _decide(self, customer: Customer, merge: Merge) -> None:
        del customer
        assert merge.merged != merge.survivor
        self.decided += 1


def test_two_people_with_one_number_at_once_stay_two(contacts: Contacts, at_once: ThreadPoolExecutor) -> None:
    """Whoever is heard first: each id has its contact, and the number leads to one of the two."""
    for round_ in range(ROUNDS // 4):
        phone = f"32{round_:04d}"
        both = [Customer(f"wa#1#BE.{n}{phone}", bsuid=f"BE.{n}{phone}", phone=phone) for n in (1, 2)]
        writers = Writers(contacts, at_once)

        writers.tell(both, shuffled=True, seed=round_)

        found = contacts.resolve(both)
        by_phone = Customer(f"wa#1#{phone}", phone=phone)
        assert len(set(found.values())) == 2
        assert contacts.resolve([by_phone])[by_phone] in found.values()
        assert writers.decided == 0


@pytest.mark.parametrize("shuffled", [False, True], ids=["in order", "in any order"])
def test_eight_writers_at_once_never_leave_two_contacts(
    contacts: Contacts, at_once: ThreadPoolExecutor, *, shuffled: bool
) -> None:
    """Whoever hears what first: in the end all names lead to one contact that lists every partition."""
    writers = Writers(contacts, at_once)
    for round_ in range(ROUNDS):
        heard = story(f"{round_:04d}")
        writers.tell(heard, shuffled=shuffled, seed=round_)

        (found,) = set(contacts.resolve(heard).values())
        record = contacts.read([found.id])[found.id]
        assert sorted(record.partitions) == sorted(partitions(heard))
        if not shuffled:
            assert list(record.partitions) == partitions(heard)
    order = "in any order" if shuffled else "in order"
    print(  # noqa: T201 - the figures
        f"{type(contacts).__name__}, {order}: {ROUNDS} customers, {WRITERS} writers at once,"
        f" {writers.decided} merges decided, {writers.refused} calls told again, 0 left in two"
    )
