"""How far a message of ours has come. It only ever moves forward."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from appcare.domain.lanes import EventRef, Held


class Stage(IntEnum):
    """The stages of a message, each further than the one before.

    `failed` stands before `delivered`: whoever has the message has it, so a failure that is told
    afterwards is kept and not passed on, and a delivery that is told after a failure is good news.
    """

    SENT = 1
    FAILED = 2
    DELIVERED = 3
    READ = 4
    PLAYED = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of one message.

    Attributes:
        message_id: the channel's id of the message, with the participant in a group.
        stage: how far it has come.
    """

    message_id: str
    stage: Stage


STAGES = {
    "message.sent": Stage.SENT,
    "message.failed": Stage.FAILED,
    "message.delivered": Stage.DELIVERED,
    "message.read": Stage.READ,
    "message.played": Stage.PLAYED,
}
"""Event types that tell of a message's progress."""


def progress_of(ref: EventRef) -> Progress | None:
    """Return the step that an event tells of, by its key alone; None: it tells of none.

    Its record's sort key is `ms timestamp#id#kind#status[#participant]`.
    """
    stage = STAGES.get(ref.type)
    if stage is None:
        return None
    parts = ref.key.sk.split("#")
    return Progress("#".join((*parts[1:2], *parts[4:])), stage)


def outrun(held: Sequence[Held]) -> frozenset[Held]:
    """Return the statuses among `held` that a later one, of the same message and further on, makes needless.

    A failure is never needless: whoever reads it decides what to do about the message.
    """
    furthest: dict[str, Stage] = {}
    needless: set[Held] = set()
    for one in reversed(held):
        step = progress_of(one.ref)
        if step is None:
            continue
        ahead = furthest.setdefault(step.message_id, step.stage)
        if step.stage < ahead and step.stage is not Stage.FAILED:
            needless.add(one)
        furthest[step.message_id] = max(ahead, step.stage)
    return frozenset(needless)
