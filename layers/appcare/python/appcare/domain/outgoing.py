"""Messages of ours on their way out: their ids, and what became of sending them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appcare.domain.log import LogKey, digest

if TYPE_CHECKING:
    from appcare.domain.events.failures import Failure
    from appcare.domain.events.outgoing import OutgoingMessage

SENDER = "whatsapp"
"""What the destinations begin with that stand for business numbers; no CRM's name has a dot."""

LATER = f"{SENDER}.later"
"""The destination of what has to be looked at later; nobody is called for it, so it never closes."""

WANTED = "send.wanted"
"""Type of the reference that asks for a record's first message; the second's is `send.wanted.2`."""

LOOK_AGAIN = "look.again"
"""Type of the reference that asks to look at a record again later."""

OURS = re.compile("msg_[a-z2-7]{26}")
"""What an id of ours looks like. Other tools that share a number may put anything in its place."""


@dataclass(frozen=True, slots=True)
class OwnMessage:
    """One message of ours.

    Attributes:
        id: `msg_...`; travels with it as `biz_opaque_callback_data` and comes back with every status.
        turn: which of its record's messages it is, from 0.
    """

    id: str
    turn: int
    message: OutgoingMessage


def sender_of(number_name: str) -> str:
    """Return the destination that stands for a number, by its configured name."""
    return f"{SENDER}.{number_name}"


def wanted_type(turn: int) -> str:
    """Return the type of the reference that asks for a record's message; `turn` from 0."""
    return WANTED if not turn else f"{WANTED}.{turn + 1}"


def turn_of(wanted: str) -> int:
    """Return which of its record's messages a reference asks for, from 0."""
    number = wanted.removeprefix(WANTED).removeprefix(".")
    return int(number) - 1 if number else 0


def message_id(cause: LogKey, turn: int) -> str:
    """Return our id of a message: a pure function of the record that asks for it."""
    return "msg_" + digest(cause.pk, cause.sk, str(turn))


def is_ours(our_id: str) -> bool:
    """Whether an id that comes back with a status can be one that we gave."""
    return OURS.fullmatch(our_id) is not None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The channel took it; `wamid` is the channel's id of it."""

    wamid: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody knows whether the channel took it: the request went out, and no answer came back."""

    reason: str


@dataclass(frozen=True, slots=True)
class Final:
    """The channel did not take it and never will."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class PairLimited:
    """The channel did not take it: too many messages to this customer."""

    reason: str
