"""Keeps a message's progress from being told backwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from appcare.application.ports import Clock, Progresses
from appcare.domain.errors import StorageError
from appcare.domain.log import LogKey
from appcare.domain.progress import Progress

AT_ONCE = 8
"""Messages whose progress is stored side by side."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a message, and the log record that tells of it."""

    cause: LogKey
    progress: Progress


def steps_behind(steps: Iterable[Step], progresses: Progresses, clock: Clock) -> frozenset[LogKey]:
    """Return the records whose step is not to be told, because the message is further already.

    The steps of one message are taken in their order, messages side by side.

    Raises:
        StorageError: not every step is known to be remembered; trying again gives the same answers.
    """
    by_message: dict[str, list[Step]] = {}
    for step in steps:
        by_message.setdefault(step.progress.message_id, []).append(step)
    messages = list(by_message.values())
    behind: set[LogKey] = set()
    failures: list[StorageError] = []

    def remember(share: list[list[Step]]) -> None:
        try:
            for message in share:
                beside = [step.cause for step in message]
                for step in message:
                    if not progresses.advance(step.progress, step.cause, beside):
                        behind.add(step.cause)
        except StorageError as failure:
            failures.append(failure)

    shares = [messages[start::AT_ONCE] for start in range(min(AT_ONCE, len(messages)))]
    calls: list[Callable[[], None]] = [partial(remember, share) for share in shares]
    clock.side_by_side(calls)
    if failures:
        raise failures[0]
    return frozenset(behind)
