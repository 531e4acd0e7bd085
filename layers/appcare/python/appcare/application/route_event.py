"""Routes what happened: whom it concerns, where the conversation stands, which destinations hear of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from appcare.application.channels import Channels
from appcare.application.delivery_ports import DeliveryQueues, Outgoing
from appcare.application.ports import (
    Clock,
    Contacts,
    Conversations,
    EventLog,
    ParkedRecords,
    Telemetry,
    Translated,
)
from appcare.domain.conversation import Conversation, after_inbound, is_silent, opened
from appcare.domain.decisions import DECISIONS, conversation_opened
from appcare.domain.errors import StorageError, UndigestibleError
from appcare.domain.identity import Contact, Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import UNREADABLE, LogRecord

HOUR_MS = 3_600_000
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Subscription:
    """Which events a destination hears of: types, `message.*` for a group, `*` for all."""

    destination: str
    types: tuple[str, ...]

    def wants(self, event_type: str) -> bool:
        """Whether events of this type go there."""
        return any(fnmatchcase(event_type, pattern) for pattern in self.types)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterPorts:
    """What routing needs from outside."""

    log: EventLog
    contacts: Contacts
    conversations: Conversations
    queues: DeliveryQueues
    parked: ParkedRecords
    clock: Clock
    telemetry: Telemetry


@dataclass(frozen=True, slots=True)
class _Read:
    record: LogRecord
    said: Translated


class EventRouter:
    """Turns a batch of new log records into queued events.

    Trouble of its own (State throttled, a queue down) is raised, and the stream brings the same
    records again: every step puts the same again. A record that cannot be digested is parked.
    """

    def __init__(
        self,
        *,
        ports: RouterPorts,
        channels: Channels,
        subscriptions: Sequence[Subscription],
        silence_hours: int,
    ) -> None:
        self._ports = ports
        self._channels = channels
        self._subscriptions = subscriptions
        self._silence_ms = silence_hours * HOUR_MS

    def route(self, records: Iterable[LogRecord]) -> int:
        """Route new records; return how many events were queued.

        Raises:
            StorageError: not everything is done; routing the same records again is safe.
        """
        started = self._ports.clock.now()
        # The stream keeps each customer's order of arrival; within a batch Meta's clock corrects it.
        ordered = sorted(records, key=lambda record: record.key.sk.partition("#")[0])
        read = [found for record in ordered if (found := self._read(record))]
        contacts = self._ports.contacts.resolve([one.said.customer for one in read])
        conversations = self._conversations(read, contacts)
        outgoing: list[Outgoing] = []
        routed: list[EventRef] = []
        for one in read:
            contact = contacts[one.said.customer]
            conversation = self._converse(one, contact, conversations)
            for event_type in one.said.types:
                ref = EventRef(
                    one.record.key, event_type, contact.id, conversation.id if conversation else ""
                )
                routed.append(ref)
                outgoing += self._addressed(ref)
        self._ports.queues.send(outgoing)
        self._tell(read, routed, started)
        return len(outgoing)

    def _read(self, record: LogRecord) -> _Read | None:
        """Translate one record; None where there is nothing to route, or nothing that can be."""
        if record.kind == UNREADABLE or record.kind in DECISIONS:
            return None
        try:
            return _Read(record, self._channels.of(record).translate(record))
        except Exception as error:  # noqa: BLE001 - one record must not hold up the stream
            code = error.code if isinstance(error, UndigestibleError) else type(error).__name__
            self._ports.parked.park(record.key, code)
            self._ports.telemetry.count("record.parked")
            self._ports.telemetry.line("record parked", record=record.id, code=code)
            return None

    def _conversations(
        self, read: Sequence[_Read], contacts: Mapping[Customer, Contact]
    ) -> dict[tuple[str, str], Conversation]:
        pairs = {(contacts[one.said.customer].id, one.said.number_id) for one in read}
        return dict(self._ports.conversations.read(pairs))

    def _converse(
        self, one: _Read, contact: Contact, known: dict[tuple[str, str], Conversation]
    ) -> Conversation | None:
        """Open the conversation or move it on, as this record demands; return where it stands."""
        pair = (contact.id, one.said.number_id)
        if not one.said.inbound:
            return known.get(pair)
        for _ in range(MOST_TRIES):
            before = known.get(pair)
            after = self._moved_on(one, contact, before)
            if after == before:
                return before
            if before is None or after.id != before.id:
                self._ports.log.append([conversation_opened(after, one.record)])
            if self._ports.conversations.write(after, before):
                known[pair] = after
                return after
            known.pop(pair, None)
            known.update(self._ports.conversations.read([pair]))
        message = "conversation changed by others again and again"
        raise StorageError(message)

    def _moved_on(self, one: _Read, contact: Contact, before: Conversation | None) -> Conversation:
        at = one.said.occurred_at
        if before is None or is_silent(before, at, self._silence_ms):
            return opened(contact.id, one.said.number_id, one.record.key, at)
        return after_inbound(before, at)

    def _addressed(self, ref: EventRef) -> list[Outgoing]:
        return [
            Outgoing(subscription.destination, ref)
            for subscription in self._subscriptions
            if subscription.wants(ref.type)
        ]

    def _tell(self, read: Sequence[_Read], routed: Sequence[EventRef], started: int) -> None:
        queued_at = self._ports.clock.now()
        ids = {one.record.key: one.record.id for one in read}
        for ref in routed:
            self._ports.telemetry.line(
                "event routed",
                record=ids[ref.key],
                event_id=ref.event_id,
                event_type=ref.type,
                routed_at=started,
                queued_at=queued_at,
            )
        if routed:
            self._ports.telemetry.count("event.routed", len(routed))
