"""What is watched of everything that has lanes: destinations, files that come, and numbers that send."""

from collections.abc import Iterator

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs

from infra.constructs.alarms import Watch, counted
from infra.stacks.environments import MEDIA
from infra.stacks.pipeline import PipelineStack

MINUTE = Duration.minutes(1)


def watch_destinations(pipeline: PipelineStack) -> Iterator[Watch]:
    """Watch each CRM, and the queue before it."""
    folder = pipeline.publisher.folder
    for name, delivery in pipeline.deliveries.items():
        yield from _watch_lanes(
            name,
            delivery.queue,
            by=folder,
            waiting=f"Events for {name} have waited in its queue for more than ten minutes.",
            closed=f"{name} takes no calls at present; its events wait.",
        )
        yield Watch(
            kind="delivery-parked",
            subject=name,
            metric=counted("delivery.parked", by=folder, destination=name),
            meaning=f"{name} refused an event for good, or for too long; it is parked.",
        )


def watch_media(pipeline: PipelineStack) -> Iterator[Watch]:
    """Watch the files that customers send."""
    folder = pipeline.fetcher.folder
    yield Watch(
        kind="media-lost",
        metric=counted("media.lost", by=folder),
        meaning="A file of a customer could not be had and is not tried again.",
    )
    yield Watch(
        kind="access-token-missing",
        metric=counted("media.token_missing", by=folder),
        meaning="An account has no access token, so files of its customers cannot be fetched.",
    )
    yield from _watch_lanes(
        MEDIA,
        pipeline.media.queue,
        by=folder,
        waiting="Files have waited to be fetched for more than ten minutes.",
        closed="Meta gives out no files at present; they wait, for up to seven days.",
    )


def watch_senders(pipeline: PipelineStack) -> Iterator[Watch]:
    """Watch what goes out to customers."""
    folder = pipeline.sender.folder
    for name, sender in pipeline.senders.items():
        yield from _watch_lanes(
            name,
            sender.queue,
            by=folder,
            waiting=f"What goes out by {name} has waited for more than ten minutes.",
            closed=f"Meta takes nothing from {name}, or said to stop; what agents write waits for a day.",
        )
    yield Watch(
        kind="message-unclear",
        metric=counted("message.unclear", by=folder),
        meaning="Nobody knows whether a message reached its customer; the CRM was told.",
    )
    yield Watch(
        kind="access-token-missing",
        subject="sender",
        metric=counted("sender.token_missing", by=folder),
        meaning="An account has no access token, so nothing can be sent from its numbers.",
    )


def _watch_lanes(name: str, queue: sqs.Queue, *, by: str, waiting: str, closed: str) -> Iterator[Watch]:
    """Watch the queue before a destination, and whether it takes calls; files are fetched from one, too.

    Args:
        name: the destination's.
        queue: whose lanes are watched.
        by: the folder of the function that calls it.
        waiting: what it means that the queue's oldest message is old.
        closed: what it means that it takes no calls.
    """
    yield Watch(
        kind="queue-age",
        subject=name,
        metric=queue.metric_approximate_age_of_oldest_message(period=MINUTE),
        threshold=10 * 60,
        periods=5,
        meaning=waiting,
    )
    yield Watch(
        kind="destination-closed",
        subject=name,
        metric=counted("destination.closed", by=by, destination=name),
        meaning=closed,
    )
