"""The queues in SQS: a FIFO queue for each destination, one for delays, one for parked records."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from appcare.aws.backoff import Backoff
from appcare.aws.failures import translated
from appcare.aws.messages import encode_delayed, encode_event, encode_parked, encode_wake_up
from appcare.domain.errors import StorageError
from appcare.domain.log import digest
from appcare.domain.waves import chunks, waves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mypy_boto3_sqs import SQSClient

    from appcare.application.delivery_ports import Outgoing, WakeUp
    from appcare.domain.log import LogKey

ENTRIES_PER_CALL = 10

QUEUES_AT_ONCE = 8

Entry = dict[str, Any]


class SqsDeliveryQueues:
    """`DeliveryQueues` over FIFO queues whose group is the contact."""

    def __init__(self, client: SQSClient, urls: Mapping[str, str], backoff: Backoff | None = None) -> None:
        """Use the queue at `urls[destination]` for each destination."""
        self._client = client
        self._urls = urls
        self._backoff = backoff or Backoff()

    def send(self, outgoing: Sequence[Outgoing]) -> None:
        """Queue all, each lane's in the given order, deduplicated by event id for 5 minutes."""
        self._send_all(
            (
                one.destination,
                _entry(encode_event(one.ref), one.ref.contact_id, one.ref.deduplication_id),
            )
            for one in outgoing
        )

    def wake(self, wake_ups: Sequence[WakeUp]) -> None:
        """Queue wake-ups into their lanes' groups, deduplicated by lane and `due_at`."""
        self._send_all(
            (
                wake_up.lane.destination,
                _entry(encode_wake_up(wake_up), wake_up.lane.contact_id, wake_up_id(wake_up)),
            )
            for wake_up in wake_ups
        )

    def _send_all(self, entries: Iterable[tuple[str, Entry]]) -> None:
        queues: dict[str, list[Entry]] = {}
        for destination, entry in entries:
            queues.setdefault(destination, []).append(entry)
        # Side by side, so that no destination's events wait for another's queue.
        with ThreadPoolExecutor(max(1, min(len(queues), QUEUES_AT_ONCE))) as pool:
            sent = [pool.submit(self._send_queue, name, queued) for name, queued in queues.items()]
        for one in sent:
            one.result()

    def _send_queue(self, destination: str, queued: Sequence[Entry]) -> None:
        for wave in waves(queued, lambda entry: entry["MessageGroupId"]):
            for call in chunks(wave, ENTRIES_PER_CALL):
                self._send_call(self._urls[destination], call)

    def _send_call(self, url: str, entries: Sequence[Entry]) -> None:
        """Send until each was accepted: what follows in a group must not overtake it."""
        waiting = {str(place): entry for place, entry in enumerate(entries)}
        for _ in self._backoff:
            batch: Any = [{"Id": place, **entry} for place, entry in waiting.items()]
            with translated("sending to a queue"):
                answer = self._client.send_message_batch(QueueUrl=url, Entries=batch)
            failed = answer.get("Failed", [])
            if any(failure.get("SenderFault") for failure in failed):
                break
            waiting = {failure["Id"]: waiting[failure["Id"]] for failure in failed}
            if not waiting:
                return
        message = f"sending to a queue: {len(failed)} entries were not accepted"
        raise StorageError(message)


class SqsDelayedWakeUps:
    """`DelayedWakeUps` over one standard queue whose messages may be delayed."""

    def __init__(self, client: SQSClient, url: str) -> None:
        """Use the queue at `url`."""
        self._client = client
        self._url = url

    def wake_later(self, wake_up: WakeUp, delay_s: int) -> None:
        """Have `wake_up` sent into its group after `delay_s` seconds (0 to 900), at least once."""
        with translated("sending a delayed wake-up"):
            self._client.send_message(
                QueueUrl=self._url, MessageBody=encode_delayed(wake_up), DelaySeconds=delay_s
            )


class SqsParkedRecords:
    """`ParkedRecords` over one standard queue."""

    def __init__(self, client: SQSClient, url: str) -> None:
        """Use the queue at `url`."""
        self._client = client
        self._url = url

    def park(self, key: LogKey, code: str) -> None:
        """Keep the key and the reason's code."""
        with translated("parking a record"):
            self._client.send_message(QueueUrl=self._url, MessageBody=encode_parked(key, code))


def wake_up_id(wake_up: WakeUp) -> str:
    """Return the deduplication id: the same lane, due at the same moment, is woken once."""
    return "wake_" + digest(str(wake_up.lane), str(wake_up.due_at))


def _entry(body: str, group: str, deduplication_id: str) -> Entry:
    return {
        "MessageBody": body,
        "MessageGroupId": group,
        "MessageDeduplicationId": deduplication_id,
    }
