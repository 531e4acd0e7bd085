"""Reads what happened to a contact, page by page, as the events that CRMs get."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appcare.application.channels import Channels
from appcare.application.history_ports import History, KnownContact
from appcare.application.merged_history import MergedHistory, OutOfReadsError
from appcare.application.ports import Conversations, Telemetry, Translated
from appcare.domain.decisions import DECISIONS, Opening, opening_of
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import CrmEvent
from appcare.domain.lanes import EventRef
from appcare.domain.log import UNREADABLE, LogKey, LogRecord, number_of

LARGEST_PAGE = 2_000_000
"""Bytes of records after which a page ends: a Lambda answers with at most 6 MB, escaped."""

LOOKBACK = 100
"""Records before a page among which the opening of its first conversation is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery:
    """One page of a history.

    Attributes:
        contact: whose.
        number_id: only what happened on this number; empty: on all.
        newest_first: from now back, else from the beginning.
        after: the last record of the page before; None: the first page.
        limit: most records in the page.
    """

    contact: KnownContact
    number_id: str = ""
    newest_first: bool = True
    after: LogKey | None = None
    limit: int = 50

    @property
    def partitions(self) -> list[str]:
        """The log partitions that count."""
        every = sorted(self.contact.partitions)
        return [one for one in every if not self.number_id or number_of(one) == self.number_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """What one page holds.

    Attributes:
        events: in the order that was asked for.
        after: what the next page starts beyond; None: this is the last one.
        calls: how often the log was asked.
        read_units: what that cost.
    """

    events: Sequence[CrmEvent]
    after: LogKey | None
    calls: int
    read_units: float


@dataclass(frozen=True, slots=True)
class Happened:
    """One of a history's events.

    Attributes:
        record: where it stands.
        said: what that says.
        at: when it happened, Unix milliseconds.
        ref: how it is named.
        topic: what its conversation began with; empty: nothing known.
        opened_by: the log key of the message that opened its conversation; None: not known.
    """

    record: LogRecord
    said: Translated
    at: int
    ref: EventRef
    topic: str = ""
    opened_by: LogKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefPage:
    """One page as names only; see `HistoryPage`."""

    happened: Sequence[Happened]
    after: LogKey | None
    calls: int
    read_units: float


@dataclass(frozen=True, slots=True)
class _Read:
    record: LogRecord
    said: Translated
    at: int


class ReadHistory:
    """Reads histories; a page costs a bounded number of calls, however long the history is."""

    def __init__(
        self, *, history: History, conversations: Conversations, channels: Channels, telemetry: Telemetry
    ) -> None:
        self._history = history
        self._conversations = conversations
        self._channels = channels
        self._telemetry = telemetry

    def read(self, query: HistoryQuery) -> HistoryPage:
        """Return one page.

        A page may hold fewer events than its limit, or none, and still not be the last: some
        records tell CRMs nothing, and large ones end a page early.

        Raises:
            StorageError: it cannot be read now.
        """
        page = self.refs(query)
        return HistoryPage(
            events=[event for one in page.happened if (event := self._event(one))],
            after=page.after,
            calls=page.calls,
            read_units=page.read_units,
        )

    def refs(self, query: HistoryQuery) -> RefPage:
        """Return one page as the names of its events.

        Raises:
            StorageError: it cannot be read now.
        """
        source = MergedHistory(self._history, query.partitions, query.limit)
        records, more = self._page(source, query)
        read = [found for record in records if (found := self._translated(record))]
        openings = self._openings(source, query, records, read)
        happened = [found for one in read for found in _named(one, query.contact, openings)]
        after = records[-1].key if more and records else None
        return RefPage(happened=happened, after=after, calls=source.calls, read_units=source.read_units)

    def _page(self, source: MergedHistory, query: HistoryQuery) -> tuple[list[LogRecord], bool]:
        """Read records until the page is full; say whether there may be more."""
        records: list[LogRecord] = []
        size = told = 0
        try:
            for record in source.beyond(query.after, newest_first=query.newest_first):
                if told == query.limit or (records and size + len(record.body) > LARGEST_PAGE):
                    return records, True
                records.append(record)
                size += len(record.body)
                told += not _tells_nothing(record)
        except OutOfReadsError:
            return records, True
        return records, False

    def _translated(self, record: LogRecord) -> _Read | None:
        if _tells_nothing(record):
            return None
        try:
            return _Read(record, self._channels.of(record).translate(record), _moment(record))
        except UndigestibleError as error:
            self._tell_undigestible(record, error)
            return None

    def _event(self, one: Happened) -> CrmEvent | None:
        try:
            return self._channels.of(one.record).event(one.record, one.ref, raw=False)
        except UndigestibleError as error:
            self._tell_undigestible(one.record, error)
            return None

    def _openings(
        self,
        source: MergedHistory,
        query: HistoryQuery,
        records: Sequence[LogRecord],
        read: Sequence[_Read],
    ) -> list[Opening]:
        """Return the openings that decide which conversation each event of the page belongs to.

        The latest one stands in State, the others in the log: in the page, or shortly before it.
        """
        numbers = {one.said.number_id for one in read}
        stored = self._conversations.read((query.contact.id, number) for number in numbers)
        openings = [
            Opening(found.number_id, found.id, found.opened_at, found.topic, opened_by=found.opened_by)
            for found in stored.values()
        ]
        openings += _openings_in(records)
        # Where State has none there never was one, unless under the id of a contact merged into this one.
        merged = len(query.contact.partitions) > 1
        conversed = numbers if merged else {number for _, number in stored}
        missing = {
            one.said.number_id
            for one in read
            if one.said.number_id in conversed and not _opening_at(openings, one)
        }
        if missing:
            oldest = min((record.key for record in records), key=lambda key: (key.sk, key.pk))
            openings += _before(source, oldest, missing)
        return openings

    def _tell_undigestible(self, record: LogRecord, error: UndigestibleError) -> None:
        self._telemetry.count("history.undigestible")
        self._telemetry.line("record left out of a history", record=record.id, code=error.code)


def _named(one: _Read, contact: KnownContact, openings: Sequence[Opening]) -> list[Happened]:
    opening = _opening_at(openings, one)
    id_, topic, opened_by = (opening.id, opening.topic, opening.opened_by) if opening else ("", "", None)
    refs = [EventRef(one.record.key, type_, contact.id, id_) for type_ in one.said.types]
    return [Happened(one.record, one.said, one.at, ref, topic, opened_by) for ref in refs]


def _tells_nothing(record: LogRecord) -> bool:
    return record.kind == UNREADABLE or record.kind in DECISIONS


def _moment(record: LogRecord) -> int:
    digits = record.key.sk.partition("#")[0]
    return int(digits) if digits.isdecimal() else 0


def _openings_in(records: Iterable[LogRecord]) -> list[Opening]:
    return [found for record in records if (found := opening_of(record))]


def _before(source: MergedHistory, oldest: LogKey, numbers: set[str]) -> list[Opening]:
    """Return the latest opening on each number among the records shortly before a page."""
    found: dict[str, Opening] = {}
    try:
        for turn, record in enumerate(source.beyond(oldest, newest_first=True)):
            for opening in _openings_in([record]):
                found.setdefault(opening.number_id, opening)
            if turn == LOOKBACK or numbers <= set(found):
                break
    except OutOfReadsError:
        pass
    return list(found.values())


def _opening_at(openings: Sequence[Opening], one: _Read) -> Opening | None:
    """Return what opened the conversation on the event's number at its time; None: not known."""
    open_by_then = [
        opening for opening in openings if opening.number_id == one.said.number_id and opening.at <= one.at
    ]
    return max(open_by_then, key=lambda opening: opening.at, default=None)
