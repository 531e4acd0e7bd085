"""Histories: every event once, in order, in as few reads as a page needs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.channels import Channels
from appcare.application.find_contact import FindContact
from appcare.application.history_ports import ContactBook, KnownContact, Slice, Span
from appcare.application.merged_history import MORE_CALLS
from appcare.application.read_history import HistoryPage, HistoryQuery, ReadHistory
from appcare.application.read_update import ReadUpdate
from appcare.domain.conversation import opened
from appcare.domain.decisions import conversation_opened
from appcare.domain.identity import Alias, AliasKind
from appcare.domain.log import LogKey, LogRecord
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.history import MemoryHistory
from appcare.memory.state import MemoryConversations
from appcare.memory.telemetry import MemoryTelemetry
from appcare.whatsapp.translate import WhatsApp

ID = "ctc_anna"
PARTITIONS = ("wa#1#491", "wa#1#US.1", "wa#2#491")
START = 1_800_000_000_000


class CountedHistory(MemoryHistory):
    """Remembers what was asked for."""

    def __init__(self, log: MemoryEventLog) -> None:
        """Start with nothing asked."""
        super().__init__(log)
        self.asked: list[tuple[Span, int]] = []

    def read(self, span: Span, limit: int) -> Slice:
        """Return the slice."""
        self.asked.append((span, limit))
        return super().read(span, limit)


class World:
    """A log with one contact's history."""

    def __init__(self) -> None:
        """Put it together."""
        self.log = MemoryEventLog()
        self.history = CountedHistory(self.log)
        self.conversations = MemoryConversations()
        self.telemetry = MemoryTelemetry()
        self.reader = ReadHistory(
            history=self.history,
            conversations=self.conversations,
            channels=Channels({"wa": WhatsApp(lambda number: f"number {number}")}),
            telemetry=self.telemetry,
        )

    def message(self, at: int, partition: str = PARTITIONS[0], **parts: object) -> LogRecord:
        """Append a message."""
        wamid = f"wamid.{at}"
        stored = {
            "metadata": {"phone_number_id": partition.split("#")[1]},
            "message": {"id": wamid, "type": "text", "text": {"body": "hello"}, **parts},
        }
        key = LogKey(partition, f"{START + at:013d}#{wamid}#message")
        record = LogRecord(key, "message", json.dumps(stored).encode())
        self.log.append([record])
        return record

    def open(self, cause: LogRecord) -> str:
        """Open a conversation with a message, as the router does; return its id."""
        number = cause.key.pk.split("#")[1]
        found = opened(ID, number, cause.key, int(cause.key.sk[:13]))
        self.log.append([conversation_opened(found, cause)])
        pair = (ID, number)
        self.conversations.write(found, self.conversations.read([pair]).get(pair))
        return found.id

    def pages(self, *, limit: int = 50, newest_first: bool = True, number_id: str = "") -> list[HistoryPage]:
        """Read the history to its end."""
        contact = KnownContact(id=ID, partitions=frozenset(PARTITIONS))
        pages: list[HistoryPage] = []
        after = None
        while not pages or after:
            query = HistoryQuery(
                contact=contact, number_id=number_id, newest_first=newest_first, after=after, limit=limit
            )
            pages.append(self.reader.read(query))
            after = pages[-1].after
        return pages


def orders(pages: list[HistoryPage]) -> list[str]:
    """Return the sort keys of all events."""
    return [event.data.order for page in pages for event in page.events]


@given(
    moments=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), max_size=40, unique=True),
    limit=st.integers(1, 12),
    newest_first=st.booleans(),
)
def test_all_pages_together_are_the_history(
    moments: list[tuple[int, int]], limit: int, *, newest_first: bool
) -> None:
    """Over any number of partitions, every event comes once, in order, and no page exceeds its limit.

    The same moment, even the same message id, may stand in several partitions.
    """
    world = World()
    written = [world.message(at, PARTITIONS[where]).key for at, where in moments]

    pages = world.pages(limit=limit, newest_first=newest_first)

    assert orders(pages) == sorted((key.sk for key in written), reverse=newest_first)
    assert len({event.id for page in pages for event in page.events}) == len(written)
    assert all(len(page.events) <= limit for page in pages)
    assert all(page.calls <= 2 * len(PARTITIONS) + MORE_CALLS for page in pages)


def test_what_arrives_between_two_pages_neither_repeats_nor_hides_anything() -> None:
    """Newest first, what is new lies before the first page; what is older than it is not disturbed."""
    world = World()
    for at in range(10):
        world.message(at)
    contact = KnownContact(id=ID, partitions=frozenset(PARTITIONS))
    first = world.reader.read(HistoryQuery(contact=contact, limit=4))
    world.message(10)
    second = world.reader.read(HistoryQuery(contact=contact, limit=40, after=first.after))

    assert orders([first, second]) == [f"{START + at:013d}#wamid.{at}#message" for at in range(9, -1, -1)]


def test_one_number_only() -> None:
    """Who asks for one number neither gets nor pays for what happened on another."""
    world = World()
    world.message(1, PARTITIONS[0])
    there = world.message(2, PARTITIONS[2])

    assert orders(world.pages(number_id="2")) == [there.key.sk]
    assert {span.partition for span, _ in world.history.asked} == {PARTITIONS[2]}


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_each_event_stands_in_its_conversation(limit: int, *, newest_first: bool) -> None:
    """The conversation is the one that was open then, wherever a page begins; before any there is none."""
    world = World()
    world.message(0)
    first = world.open(world.message(10))
    world.message(11)
    elsewhere = world.open(world.message(15, PARTITIONS[2]))
    second = world.open(world.message(20))
    world.message(21)

    pages = world.pages(limit=limit, newest_first=newest_first)
    found = {
        int(event.data.order[:13]) - START: event.data.conversation.id if event.data.conversation else None
        for page in pages
        for event in page.events
    }
    assert found == {0: None, 10: first, 11: first, 15: elsewhere, 20: second, 21: second}


def test_what_cannot_be_digested_is_left_out_and_counted() -> None:
    """One broken record costs itself, not the history."""
    world = World()
    good = world.message(1)
    world.log.append([LogRecord(LogKey(PARTITIONS[0], f"{START:013d}#x#message"), "message", b"[]")])

    assert orders(world.pages()) == [good.key.sk]
    assert world.telemetry.counts["history.undigestible"] == 1
    assert not [line for line in world.telemetry.lines if good.key.pk in str(line)]


def test_a_page_of_large_messages_ends_early() -> None:
    """An answer stays within what a Lambda may return, and the rest comes with the next page."""
    world = World()
    for at in range(5):
        world.message(at, text={"body": "x" * 900_000})

    pages = world.pages()

    assert [len(page.events) for page in pages] == [2, 2, 1]


def test_decisions_alone_are_no_events() -> None:
    """Records that tell CRMs nothing do not fill a page."""
    world = World()
    cause = world.message(1)
    for turn in range(60):
        number = opened(ID, f"{turn}", cause.key, START)
        world.log.append([conversation_opened(number, cause)])

    (page,) = world.pages(limit=2)

    assert [event.data.order for event in page.events] == [cause.key.sk]


class Book(ContactBook):
    """Contacts that were merged."""

    def __init__(self, *contacts: KnownContact) -> None:
        """Args: contacts: who is known."""
        self._contacts = {contact.id: contact for contact in contacts}

    def find(self, alias: Alias) -> str | None:
        """Return the id that a name is."""
        return alias.value if alias.value in self._contacts else None

    def get(self, contact_id: str) -> KnownContact | None:
        """Return a contact."""
        return self._contacts.get(contact_id)


def known(id_: str, merged_into: str | None = None) -> KnownContact:
    """Return a contact with one partition."""
    return KnownContact(id=id_, partitions=frozenset([f"wa#1#{id_}"]), merged_into=merged_into)


def test_a_merged_contact_is_followed() -> None:
    """Whoever asks for one that was merged gets the one it is now, with all its partitions."""
    find = FindContact(Book(known("a", "b"), known("b", "c"), known("c")))

    for found in (find.by_id("a"), find.by_name(Alias(AliasKind.PHONE, "a"))):
        assert found is not None
        assert (found.id, set(found.partitions)) == ("c", {"wa#1#a", "wa#1#b", "wa#1#c"})


def test_a_circle_of_merges_ends() -> None:
    """What must not happen does not hang the API."""
    assert FindContact(Book(known("a", "b"), known("b", "a"))).by_id("a") is not None


def test_a_contact_merged_into_nobody_stands_for_itself() -> None:
    """A dangling merge loses nobody's history."""
    found = FindContact(Book(known("a", "gone"))).by_id("a")
    assert found is not None
    assert found.id == "a"


def test_nobody_is_found() -> None:
    """An unknown id or name is nobody's."""
    assert FindContact(Book()).by_id("a") is None
    assert FindContact(Book()).by_name(Alias(AliasKind.PHONE, "a")) is None


def test_an_update_is_found_in_any_partition() -> None:
    """An event's order leads to what it was made from; a decision is no update; a stranger's is not shown."""
    world = World()
    update = world.message(1, PARTITIONS[1])
    world.open(update)
    contact = KnownContact(id=ID, partitions=frozenset(PARTITIONS))
    reader = ReadUpdate(world.log)

    assert reader.read(contact, update.key.sk) == update
    assert reader.read(contact, "nothing") is None
    (decision,) = [key for key in world.log.records if "opened" in key.sk]
    assert reader.read(contact, decision.sk) is None
    stranger = KnownContact(id="ctc_other", partitions=frozenset(["wa#1#9"]))
    assert reader.read(stranger, update.key.sk) is None
