"""Routes what happened: whom it concerns, where the conversation stands, which destinations hear of it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from appcare.application.channels import Channels
from appcare.application.converse import Converse
from appcare.application.delivery_ports import DeliveryQueues, Outgoing
from appcare.application.guard_progress import Step, steps_behind
from appcare.application.learn import Heard, Learner
from appcare.application.own_work import answers_of, watches_of, work_of
from appcare.application.ports import (
    Clock,
    Contacts,
    Conversations,
    EventLog,
    ParkedRecords,
    Progresses,
    Telemetry,
    Translated,
)
from appcare.application.rollout.let_through import LetThrough, may_say
from appcare.application.rollout.routing import RolloutRouting
from appcare.application.route_replay import replayed
from appcare.application.subscription import Subscription
from appcare.domain.conversation import Conversation
from appcare.domain.decisions import DECISIONS, contact_merged
from appcare.domain.errors import UndigestibleError
from appcare.domain.identity import Contact, Customer, Merge
from appcare.domain.lanes import EventRef
from appcare.domain.log import UNREADABLE, LogKey, LogRecord
from appcare.domain.media import wanted_files
from appcare.domain.outgoing import LATER

HOUR_MS = 3_600_000

MEDIA_QUEUE = "media"
"""The queue of files to be fetched stands beside the destinations' and has lanes as they do."""

UNLISTED = "unlisted"
"""The name of every number that is not configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterPorts:
    """What routing needs from outside.

    Attributes:
        learners: hear of every batch before it is told.
        rollout: who is let in; None: everybody.
    """

    log: EventLog
    contacts: Contacts
    conversations: Conversations
    progresses: Progresses
    queues: DeliveryQueues
    parked: ParkedRecords
    clock: Clock
    telemetry: Telemetry
    learners: Sequence[Learner] = ()
    rollout: RolloutRouting | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    record: LogRecord
    said: Translated


@dataclass(frozen=True, slots=True)
class _Placed:
    """A record, whom it concerns, and the conversation as it left it."""

    record: LogRecord
    said: Translated
    contact: Contact
    conversation: Conversation | None

    @property
    def conversation_id(self) -> str:
        return self.conversation.id if self.conversation else ""

    @property
    def refs(self) -> list[EventRef]:
        key, contact_id = self.record.key, self.contact.id
        return [EventRef(key, type_, contact_id, self.conversation_id) for type_ in self.said.types]


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
        own_queues: Collection[str] = (),
        number_name: Callable[[str], str] = lambda _number_id: UNLISTED,
    ) -> None:
        """Set up.

        Args:
            ports: what routing needs from outside.
            channels: who understands the records.
            subscriptions: which destination hears of what.
            silence_hours: after which a message begins a new conversation.
            own_queues: lanes of our own that have a queue beside the destinations': `media`, each
                number's, and `whatsapp.later`.
            number_name: the configured name of a number, `unlisted` without one.
        """
        self._ports = ports
        self._rollout = ports.rollout
        self._channels = channels
        self._subscriptions = subscriptions
        self._silence_ms = silence_hours * HOUR_MS
        self._own_queues = frozenset(own_queues)
        self._destinations = {one.destination for one in subscriptions} | self._own_queues
        self._number_name = number_name

    def route(self, records: Iterable[LogRecord]) -> int:
        """Route new records; return how many events were queued.

        Raises:
            StorageError: not everything is done; routing the same records again is safe.
        """
        started = self._ports.clock.now()
        # The stream keeps each customer's order of arrival; within a batch Meta's clock corrects it.
        ordered = sorted(records, key=lambda record: record.key.sk.partition("#")[0])
        read = [found for record in ordered if (found := self._read(record))]
        placed = self._placed(read)
        behind = self._behind(read)
        heard = [Heard(one.record, one.said, one.contact.id) for one in placed]
        for learner in self._ports.learners:
            learner.learn(heard)
        through = self._rollout.batch(self._destinations) if self._rollout else None
        outgoing: list[Outgoing] = []
        routed: list[EventRef] = []
        for one in placed:
            if one.record.key not in behind:
                routed += one.refs
                outgoing += self._told(one, through)
            outgoing += self._wanted(one)
            outgoing += self._own_work(one)
        outgoing += self._looked_at_later(ordered, placed)
        # Behind what is new: a replayed event must not overtake its customer's present.
        outgoing += replayed(
            ordered, self._destinations, parked=self._ports.parked, telemetry=self._ports.telemetry
        )
        self._ports.queues.send(outgoing)
        if through and self._rollout:
            self._rollout.finish(through)
        self._tell(read, routed, started)
        return len(outgoing)

    def _looked_at_later(self, records: Sequence[LogRecord], placed: Sequence[_Placed]) -> list[Outgoing]:
        """Ask to watch the windows of conversations, and whether their customers are answered in time."""
        if LATER not in self._own_queues:
            return []
        whose = {one.record.key: one.contact.id for one in placed}
        answers = answers_of(records, whose, self._rollout.gate.governs) if self._rollout else []
        return [*watches_of(records), *answers]

    def _placed(self, read: Sequence[_Read]) -> list[_Placed]:
        """Find everybody's contact, and move their conversations on, record by record."""
        contacts = self._contacts(read)
        conversations = self._conversations(read, contacts)
        placed: list[_Placed] = []
        for one in read:
            contact = contacts[one.said.customer]
            conversation = conversations.move_on(one.record, one.said, contact.id)
            if self._rollout and conversation:
                self._rollout.usher.settle(one.record, one.said, conversation)
            placed.append(_Placed(one.record, one.said, contact, conversation))
        return placed

    def _told(self, one: _Placed, through: LetThrough | None) -> list[Outgoing]:
        """Return which destinations hear of a record, and of what waited for it."""
        number = self._number_name(one.said.number_id)
        topic = one.conversation.topic if one.conversation else ""
        outgoing = [
            to
            for ref in one.refs
            for to in self._addressed(ref, number, topic)
            # Who told us would answer its own answer.
            if to.destination != one.said.origin
        ]
        return through.of(one.record, one.said.number_id, one.conversation, outgoing) if through else outgoing

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

    def _contacts(self, read: Sequence[_Read]) -> Mapping[Customer, Contact]:
        causes: dict[Customer, LogRecord] = {}
        for one in read:
            causes.setdefault(one.said.customer, one.record)

        def decide(customer: Customer, merge: Merge) -> None:
            self._ports.log.append([contact_merged(merge, causes[customer])])
            self._ports.telemetry.count("contact.merged")

        return self._ports.contacts.resolve(list(causes), decide)

    def _conversations(self, read: Sequence[_Read], contacts: Mapping[Customer, Contact]) -> Converse:
        pairs = {(contacts[one.said.customer].id, one.said.number_id) for one in read}
        gate = self._rollout.gate if self._rollout else None
        return Converse(self._ports.log, self._ports.conversations, self._silence_ms, pairs, gate)

    def _behind(self, read: Sequence[_Read]) -> frozenset[LogKey]:
        steps = [Step(one.record.key, one.said.progress) for one in read if one.said.progress]
        behind = steps_behind(steps, self._ports.progresses, self._ports.clock)
        if behind:
            self._ports.telemetry.count("status.behind", len(behind))
        return behind

    def _wanted(self, one: _Placed) -> list[Outgoing]:
        """Ask for the record's files: each is a lane of its own, so that none waits for another."""
        if MEDIA_QUEUE not in self._own_queues:
            return []
        refs = wanted_files(one.record.key, one.said.media, one.conversation_id)
        return [Outgoing(MEDIA_QUEUE, ref) for ref in refs]

    def _own_work(self, one: _Placed) -> list[Outgoing]:
        if LATER not in self._own_queues or (self._rollout and not may_say(one.record, one.conversation)):
            return []
        number, contact_id = self._number_name(one.said.number_id), one.contact.id
        return work_of(
            one.record.key, one.said, number, contact_id=contact_id, conversation_id=one.conversation_id
        )

    def _addressed(self, ref: EventRef, number: str, topic: str) -> list[Outgoing]:
        return [
            Outgoing(subscription.destination, ref)
            for subscription in self._subscriptions
            if subscription.wants(ref.type, number, topic)
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
