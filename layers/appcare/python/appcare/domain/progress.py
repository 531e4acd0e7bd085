"""How far a message of ours has come. It only ever moves forward."""

from dataclasses import dataclass
from enum import IntEnum


class Stage(IntEnum):
    """The stages of a message, each later than the one before; `failed` ends it."""

    SENT = 1
    DELIVERED = 2
    READ = 3
    PLAYED = 4
    FAILED = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of one message.

    Attributes:
        message_id: the channel's id of the message, with the participant in a group.
        stage: how far it has come.
    """

    message_id: str
    stage: Stage
