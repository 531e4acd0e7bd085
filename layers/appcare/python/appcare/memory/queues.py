"""The queues in memory, with what counts of SQS: groups, visibility, deduplication, dead letters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from appcare.application.delivery_ports import Outgoing, WakeUp
from appcare.application.ports import Clock
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey

FIRST_SEQUENCE = 18_800_000_000_000_000_000
"""SQS's sequence numbers have 20 digits and grow; they are not consecutive."""

DEDUPLICATED_FOR_MS = 300_000
LONGEST_DELAY_S = 900


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a consumer gets it.

    Attributes:
        id: for `delete` and `release`.
        sequence: 20 digits, order of arrival, the same on every redelivery.
        group: the contact's id.
        content: an event's keys, or a wake-up.
        receive_count: how often it was handed out, this time included.
    """

    id: str
    sequence: str
    destination: str
    group: str
    content: EventRef | WakeUp
    receive_count: int = 0

    @property
    def lane(self) -> LaneId:
        """The lane it belongs to."""
        return LaneId(self.destination, self.group)


class MemoryDeliveryQueues:
    """`DeliveryQueues` with the consumer's side, like one SQS FIFO queue for each destination."""

    def __init__(self, clock: Clock, visibility_s: float = 360, max_receive_count: int = 10) -> None:
        """Start empty; a message not deleted within `visibility_s` comes again."""
        self._clock = clock
        self._visibility_ms = visibility_s * 1000
        self._max_receive_count = max_receive_count
        self._sequences = count(FIRST_SEQUENCE)
        self._accepted_at: dict[tuple[str, str], int] = {}
        self._waiting: dict[str, Message] = {}
        self._hidden_until: dict[str, float] = {}
        self.dead_letters: list[Message] = []

    def send(self, outgoing: Sequence[Outgoing]) -> None:
        """Queue all in the given order, deduplicated for 5 minutes."""
        for one in outgoing:
            self._accept(LaneId(one.destination, one.ref.contact_id), one.ref.deduplication_id, one.ref)

    def wake(self, wake_ups: Sequence[WakeUp]) -> None:
        """Queue wake-ups into their lanes' groups, deduplicated by lane and `due_at`."""
        for wake_up in wake_ups:
            self._accept(wake_up.lane, f"{wake_up.lane}#{wake_up.due_at}", wake_up)

    def receive(self, destination: str, max_messages: int = 10) -> list[Message]:
        """Hand out messages, each group's in order, and hide them for the visibility timeout.

        A group of which anything is handed out gives nothing. What was handed out too often becomes
        a dead letter, and its group goes on behind it.
        """
        batch: list[Message] = []
        for message in self._next(destination):
            if len(batch) == max_messages:
                break
            handed_out = replace(message, receive_count=message.receive_count + 1)
            if handed_out.receive_count > self._max_receive_count:
                self.dead_letters.append(self._waiting.pop(message.id))
                continue
            self._waiting[message.id] = handed_out
            batch.append(handed_out)
        until = self._clock.now() + self._visibility_ms
        self._hidden_until.update({message.id: until for message in batch})
        return batch

    def delete(self, ids: Iterable[str]) -> None:
        """Acknowledge messages; those that are gone already are fine."""
        for message_id in ids:
            self._waiting.pop(message_id, None)
            self._hidden_until.pop(message_id, None)

    def release(self, ids: Iterable[str]) -> None:
        """Make messages visible at once, as a batch item failure does."""
        for message_id in ids:
            self._hidden_until.pop(message_id, None)

    def redrive(self, message: Message) -> None:
        """Queue a dead letter again, under a deduplication id of its own."""
        lane = LaneId(message.destination, message.group)
        self._accept(lane, f"redrive#{message.id}", message.content)

    def waiting(self, destination: str) -> list[Message]:
        """Return what is in a queue, handed out or not, in order of arrival."""
        return [one for one in self._waiting.values() if one.destination == destination]

    def _accept(self, lane: LaneId, deduplication_id: str, content: EventRef | WakeUp) -> None:
        now = self._clock.now()
        before = self._accepted_at.get((lane.destination, deduplication_id))
        if before is not None and now - before < DEDUPLICATED_FOR_MS:
            return
        self._accepted_at[lane.destination, deduplication_id] = now
        sequence = f"{next(self._sequences):020d}"
        self._waiting[sequence] = Message(sequence, sequence, lane.destination, lane.contact_id, content)

    def _next(self, destination: str) -> Iterator[Message]:
        """Yield what may be handed out: like SQS as much of one group as there is, then the next."""
        now = self._clock.now()
        groups: dict[str, list[Message]] = {}
        for message in self.waiting(destination):
            groups.setdefault(message.group, []).append(message)
        for messages in groups.values():
            if all(self._hidden_until.get(message.id, 0) <= now for message in messages):
                yield from messages


class MemoryDelayedWakeUps:
    """`DelayedWakeUps` in a list; `ready` takes out what has come."""

    def __init__(self, clock: Clock) -> None:
        """Start empty."""
        self._clock = clock
        self._later: list[tuple[int, WakeUp]] = []

    def wake_later(self, wake_up: WakeUp, delay_s: int) -> None:
        """Have `wake_up` ready after `delay_s` seconds (0 to 900)."""
        if not 0 <= delay_s <= LONGEST_DELAY_S:
            message = f"a delay of {delay_s} s is not within 0 to {LONGEST_DELAY_S}"
            raise ValueError(message)
        self._later.append((self._clock.now() + delay_s * 1000, wake_up))

    def ready(self) -> list[WakeUp]:
        """Take out the wake-ups whose delay is over, the earliest first."""
        now = self._clock.now()
        come = sorted((one for one in self._later if one[0] <= now), key=lambda one: one[0])
        self._later = [one for one in self._later if one[0] > now]
        return [wake_up for _, wake_up in come]

    def next_at(self) -> int | None:
        """Return when the next one is ready; None: there is none."""
        return min((at for at, _ in self._later), default=None)


class MemoryParkedRecords:
    """`ParkedRecords` in a list."""

    def __init__(self) -> None:
        """Start empty."""
        self.parked: list[tuple[LogKey, str]] = []

    def park(self, key: LogKey, code: str) -> None:
        """Keep the key and the reason's code."""
        self.parked.append((key, code))
