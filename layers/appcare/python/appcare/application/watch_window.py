"""Watches a conversation's windows: says so, once for each, when one closes while the customer waits."""

from collections.abc import Mapping
from dataclasses import dataclass

from appcare.application.ports import Clock, Contacts, Conversations, EventLog, Telemetry
from appcare.domain.conversation import Conversation
from appcare.domain.decisions import Opening, opening_of
from appcare.domain.delivery import Delivered, Postponed
from appcare.domain.errors import UndigestibleError
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.window_watch import sight_of, window_closing

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPorts:
    """What watching needs from outside; `telemetry` counts `conversation.window_closing`."""

    log: EventLog
    contacts: Contacts
    conversations: Conversations
    clock: Clock
    telemetry: Telemetry


class WatchWindow:
    """`Look` at conversations, asked for by their `conversation.opened`, each on a lane of its own."""

    def __init__(self, ports: WatchPorts, *, ahead_hours: float, silence_hours: int) -> None:
        """Set up.

        Args:
            ports: what watching needs from outside.
            ahead_hours: how long before its end a window counts as closing.
            silence_hours: after which a message begins a new conversation.
        """
        self._ports = ports
        self._ahead_ms = round(ahead_hours * 3_600_000)
        self._silence_ms = silence_hours * 3_600_000

    def look(self, ref: EventRef, record: LogRecord) -> Delivered | Postponed:
        """Tell of a window that closes while somebody waits; say when to look again; see `Look`.

        Raises:
            UndigestibleError: the record is no conversation's opening.
        """
        opening = opening_of(record)
        if opening is None:
            message = "only the opening of a conversation leads to it"
            raise UndigestibleError(message)
        now, conversation = self._ports.clock.now(), self._current(opening)
        if conversation is None:
            return Delivered(called=False)
        sight = sight_of(conversation, now=now, ahead_ms=self._ahead_ms, silence_ms=self._silence_ms)
        if sight.closes:
            self._tell(window_closing(conversation, record, now), ref)
        return Delivered(called=False) if sight.again_at is None else Postponed(sight.again_at)

    def _tell(self, fact: LogRecord, ref: EventRef) -> None:
        # A second fact of one window would not say the same, for it is of another moment.
        if self._ports.log.read([fact.key]):
            return
        self._ports.log.append([fact])
        self._ports.telemetry.count("conversation.window_closing")
        self._ports.telemetry.line("window closing", record=fact.id, conversation_id=ref.conversation_id)

    def _current(self, opening: Opening) -> Conversation | None:
        """Return the conversation; None: it is over, and another one, if any, has a watch of its own."""
        number_id, opened_for = opening.number_id, opening.contact_id
        known = self._ports.contacts.read([opened_for]).get(opened_for)
        pairs = [(opened_for, number_id), (known.id if known else opened_for, number_id)]
        found: Mapping[Pair, Conversation] = self._ports.conversations.read(pairs)
        ours, latest = found.get(pairs[0]), found.get(pairs[1])
        if ours is None or ours.id != opening.id:
            return None
        return None if latest and latest is not ours and _goes_on(latest, ours) else ours


def _goes_on(latest: Conversation, ours: Conversation) -> bool:
    """Whether a conversation of the contact that ours was merged into had a word after ours's last."""
    last = max(latest.last_inbound_at, latest.last_outbound_at or 0)
    return latest.id != ours.id and last >= ours.last_inbound_at
