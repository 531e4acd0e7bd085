"""How far a message of ours has come. It only ever moves forward."""

from dataclasses import dataclass
from enum import IntEnum


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
