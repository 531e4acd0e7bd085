"""Finds what of a customer's history can be sent to a destination again: what it was sent before."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from appcare.application.delivery_list import DeliveryList
from appcare.application.history_ports import KnownContact
from appcare.application.ports import EventLog, Progresses
from appcare.application.read_history import Happened, HistoryQuery, ReadHistory
from appcare.application.route_event import UNLISTED
from appcare.application.subscription import Subscription
from appcare.domain.failed_delivery import FailedState
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey
from appcare.domain.rollout.gate_facts import kept_out_by, let_in_by

EVENTS_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayQuery:
    """Which of a customer's events.

    Attributes:
        to: where they go, and what it hears of anyway.
        since: what happened at this moment or later, Unix milliseconds.
        until: what happened before this moment; None: up to now.
        types: event types, `message.*` for a group; none: every type.
        number_id: only what happened on this number; empty: on all.
        parked_only: only what this destination refused for good.
    """

    to: Subscription
    since: int = 0
    until: int | None = None
    types: Sequence[str] = ()
    number_id: str = ""
    parked_only: bool = False

    def covers(self, one: Happened, number: str) -> bool:
        """Whether an event, on the number of this name, is asked for, as far as itself tells."""
        if one.at < self.since or (self.until is not None and one.at >= self.until):
            return False
        if one.said.origin == self.to.destination:
            return False
        wanted = not self.types or any(fnmatchcase(one.ref.type, pattern) for pattern in self.types)
        return wanted and self.to.wants(one.ref.type, number, one.topic)


class FindReplayable:
    """Reads histories for replays.

    What the destination never heard of stays untold: a status that came too late, one that a later status
    made needless while it waited, and a conversation that the number's rollout did not let in.
    """

    def __init__(
        self,
        *,
        histories: ReadHistory,
        progresses: Progresses,
        deliveries: DeliveryList,
        log: EventLog,
        number_name: Callable[[str], str] = lambda _number_id: UNLISTED,
    ) -> None:
        """Args: number_name: the configured name of a number, `unlisted` without one."""
        self._number_name = number_name
        self._histories = histories
        self._progresses = progresses
        self._deliveries = deliveries
        self._log = log

    def of(self, contact: KnownContact, query: ReplayQuery) -> Iterator[EventRef]:
        """Yield the events of all of a contact's partitions, in the order of their time.

        Raises:
            StorageError: they cannot be read now.
        """
        # Sort keys begin with the moment: what sorts behind it happened then or later.
        after: LogKey | None = LogKey("", f"{query.since:013d}") if query.since else None
        conversations: dict[str, Happened] = {}
        while True:
            page = self._histories.refs(
                HistoryQuery(
                    contact=contact,
                    number_id=query.number_id,
                    newest_first=False,
                    after=after,
                    limit=EVENTS_AT_ONCE,
                )
            )
            happened = [_placed(one, conversations) for one in page.happened]
            covered = [one for one in happened if query.covers(one, self._number_name(one.said.number_id))]
            yield from self._told(covered, query)
            after = page.after
            if after is None or _is_beyond(after, query.until):
                return

    def _told(self, happened: Sequence[Happened], query: ReplayQuery) -> Iterator[EventRef]:
        behind = self._progresses.behind(
            (one.said.progress, one.record.key) for one in happened if one.said.progress
        )
        ids = [one.ref.event_id for one in happened]
        records = self._deliveries.find(query.to.destination, ids) if ids else {}
        kept_out = self._kept_out(happened)
        for one in happened:
            if one.ref.conversation_id in kept_out:
                continue
            record = records.get(one.ref.event_id)
            state = record.status if record else ""
            if one.record.key in behind or state == FailedState.SUPERSEDED:
                continue
            if state == FailedState.PARKED or not query.parked_only:
                yield one.ref

    def _kept_out(self, happened: Sequence[Happened]) -> frozenset[str]:
        """Return the conversations among them that were not let in, or still wait."""
        opened = {one.ref.conversation_id: one.opened_by for one in happened}
        out = {id_: kept_out_by(by, id_) for id_, by in opened.items() if by}
        in_ = {id_: let_in_by(by, id_) for id_, by in opened.items() if by}
        keys = {key for places in (*out.values(), *in_.values()) for key in places}
        there = frozenset(self._log.read(keys)) if keys else frozenset()
        return frozenset(id_ for id_ in out if there & {*out[id_]} and not there & {*in_[id_]})


def _placed(one: Happened, conversations: dict[str, Happened]) -> Happened:
    """Return an event in its conversation: where its page does not tell, it is the one before it."""
    number = one.said.number_id
    if one.ref.conversation_id:
        conversations[number] = one
        return one
    before = conversations.get(number)
    if before is None:
        return one
    ref = replace(one.ref, conversation_id=before.ref.conversation_id)
    return replace(one, ref=ref, topic=before.topic, opened_by=before.opened_by)


def _is_beyond(after: LogKey, until: int | None) -> bool:
    moment = after.sk.partition("#")[0]
    return until is not None and moment.isdecimal() and int(moment) >= until
