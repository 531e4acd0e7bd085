"""The queues: one FIFO for each destination, the wake-ups, and what we could not digest."""

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

ATTEMPTS = 10
"""Receives after which a message counts as our failure and goes to the dead letters."""

VISIBILITY_TIMES = 6
"""Visibility over function timeout: a throttled invocation must not make a message come twice."""

LONGEST_VISIBILITY = Duration.hours(12)
KEPT = Duration.days(14)


def visibility_for(timeout: Duration) -> Duration:
    """Return how long a message stays hidden while a function of that timeout works on it."""
    seconds = min(timeout.to_seconds() * VISIBILITY_TIMES, LONGEST_VISIBILITY.to_seconds())
    return Duration.seconds(seconds)


class DeliveryQueue(Construct):
    """What goes to one destination, first in first out for each lane, and its dead letters."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        destination: str,
        consumer_timeout: Duration,
    ) -> None:
        """Create both queues.

        Args:
            scope: where they belong.
            id_: their common name there.
            destination: whose queue it is.
            consumer_timeout: the timeout of the function that reads it.
        """
        super().__init__(scope, id_)
        self.destination = destination
        self.dead_letters = _queue(self, "DeadLetters", fifo=True)
        self.queue = _queue(
            self,
            "Queue",
            fifo=True,
            visibility=visibility_for(consumer_timeout),
            dead_letters=self.dead_letters,
        )


class StandardQueue(Construct):
    """A queue without order that a function reads, and its dead letters."""

    def __init__(self, scope: Construct, id_: str, *, consumer_timeout: Duration) -> None:
        """Create both queues; see `DeliveryQueue`."""
        super().__init__(scope, id_)
        self.dead_letters = _queue(self, "DeadLetters")
        self.queue = _queue(
            self, "Queue", visibility=visibility_for(consumer_timeout), dead_letters=self.dead_letters
        )


class ParkedQueue(Construct):
    """A queue that a person reads."""

    def __init__(self, scope: Construct, id_: str) -> None:
        """Create it."""
        super().__init__(scope, id_)
        self.queue = _queue(self, "Queue")


def _queue(
    scope: Construct,
    id_: str,
    *,
    fifo: bool = False,
    visibility: Duration | None = None,
    dead_letters: sqs.Queue | None = None,
) -> sqs.Queue:
    return sqs.Queue(
        scope,
        id_,
        fifo=fifo or None,
        # High throughput: limits and deduplication count for each lane, not for the whole queue.
        deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP if fifo else None,
        fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID if fifo else None,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=KEPT,
        visibility_timeout=visibility,
        dead_letter_queue=_after_all_attempts(dead_letters),
    )


def _after_all_attempts(dead_letters: sqs.Queue | None) -> sqs.DeadLetterQueue | None:
    if dead_letters is None:
        return None
    return sqs.DeadLetterQueue(queue=dead_letters, max_receive_count=ATTEMPTS)
