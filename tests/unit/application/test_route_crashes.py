"""One eventful story of people, answers, statuses and files, with trouble at each port call in turn."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from appcare.application.route_event import MEDIA_QUEUE
from appcare.domain.contact_changes import Change
from appcare.domain.errors import StorageError
from appcare.memory.contacts import MemoryContacts
from tests.unit.application.telling_channel import CRM, Routing, update
from tests.unit.model.interruptions import Crash, Interruptions

HERE, THERE, MOVED = "tell#7#316", "tell#7#NL.1", "tell#7#NL.2"
KEES = {"phone": "316", "bsuid": "NL.1"}
LATER = {"phone": "317", "bsuid": "NL.2"}

STORY = (
    (update("a", 1_000, partition=HERE, customer={"phone": "316"}, inbound=True, media=["1"]),),
    (
        update("b", 2_000, partition=THERE, customer={"bsuid": "NL.1"}, inbound=True),
        update("c", 3_000, partition=THERE, customer=KEES, inbound=True, media=["2", "3"]),
    ),
    (
        update("d", 4_000, partition=HERE, customer={"phone": "316"}, outbound=True),
        update("e", 5_000, partition=THERE, customer=KEES, step="READ"),
        update("f", 5_000, partition=THERE, customer=KEES, step="DELIVERED"),
    ),
    (update("g", 6_000, partition=MOVED, customer=LATER, inbound=True),),
    (
        update("h", 7_000, partition=THERE, customer={**LATER, "was": [["phone", "316"]]}),
        update("i", 8_000, partition=MOVED, customer=LATER, step="SENT", of="m2"),
        update("j", 9_000, partition=MOVED, customer=LATER, step="DELIVERED", of="m2"),
    ),
    (update("k", 10_000, partition="tell#7#NL.3", customer={"phone": "316", "bsuid": "NL.3"}, inbound=True),),
)


class FragileContacts(MemoryContacts):
    """Contacts that can be interrupted at each of a merge's steps, too."""

    def __init__(self, interruptions: Interruptions) -> None:
        super().__init__()
        self._whole = interruptions.wrap(_Steps(super().store), "contacts")

    def store(self, change: Change) -> bool:
        """Store it, if nothing happens."""
        return bool(self._whole.store(change))


@dataclass
class _Steps:
    store: Callable[[Change], bool]


class Told(Routing):
    """A router that is told the story, each batch again until it is done."""

    def __init__(self) -> None:
        interruptions = Interruptions()
        contacts = FragileContacts(interruptions)
        super().__init__(own_queues=(MEDIA_QUEUE,), interruptions=interruptions, contacts=contacts)

    def tell(self) -> "Told":
        """Tell all of it."""
        for batch in STORY:
            while not self._survives(batch):
                pass
        return self

    def _survives(self, batch: tuple[object, ...]) -> bool:
        try:
            self.router.route(batch)  # type: ignore[arg-type]  # the story's records
        except (Crash, StorageError):
            return False
        return True

    def state(self) -> tuple[object, ...]:
        """Return everything that must not depend on trouble."""
        people = {alias: self.contacts.contacts[id_].names for alias, id_ in self.contacts.aliases.items()}
        destinations = (CRM, "media")
        queued = [[one.content for one in self.queues.waiting(to)] for to in destinations]
        return people, self.conversations.conversations, self.log.records, self.progresses.steps, queued


def test_the_story_as_it_is_meant() -> None:
    """Two people, one merge for each proof, no step backwards, each file wanted once."""
    told = Told().tell()
    assert told.names() == ["a", "b", "c", "d", "e", "g", "h", "i", "j", "k"]
    assert len({one.id for one in told.contacts.read(told.contacts.contacts).values()}) == 2
    assert told.telemetry.counts["contact.merged"] == 2
    assert len(told.queued("media")) == 3


@pytest.mark.parametrize("trouble", [Crash, StorageError])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_trouble_at_any_port_call_leaves_no_trace(moment: str, trouble: type[BaseException]) -> None:
    """Whichever port call the router dies at, or storage fails at, the end is the same."""
    plain = Told().tell()
    calls = plain.interruptions.calls
    assert calls > 40
    for wanted in range(1, calls + 1):
        told = Told()

        def break_(number: int, _name: str, wanted: int = wanted) -> None:
            if number == wanted:
                raise trouble

        setattr(told.interruptions, moment, break_)
        assert told.tell().state() == plain.state(), f"call {wanted}"
