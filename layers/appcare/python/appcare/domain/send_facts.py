"""What became of sending, as facts beside what asked for it: written a second time, each is the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from appcare.domain.errors import UndigestibleError
from appcare.domain.events.failures import Failure
from appcare.domain.log import LogKey, LogRecord

if TYPE_CHECKING:
    from appcare.domain.outgoing import OwnMessage

ACCEPTED = "send.accepted"
"""The channel took the message. Nobody is told: the channel's own `sent` follows."""

REFUSED = "send.refused"
"""The message will not be sent; told as `message.failed`."""

UNCLEAR = "send.unclear"
"""The request went out and no answer came. Nobody is told yet: a status may settle it."""

UNSETTLED = "send.unsettled"
"""No status settled it in time; told as `message.unclear`, and a person decides."""

OUTCOMES = (ACCEPTED, REFUSED, UNCLEAR)
"""Kinds of which a message that was dealt with has one at least."""


def outcome_key(cause: LogKey, message_id: str, kind: str) -> LogKey:
    """Return where an outcome of a message lies, beside the record that asked for it."""
    moment = cause.sk.partition("#")[0]
    return LogKey(cause.pk, f"{moment}#{message_id}#{kind}")


def accepted(
    cause: LogRecord, message: OwnMessage, wamid: str, at: int, *, automatic: bool = False
) -> LogRecord:
    """Return the fact that the channel took a message.

    Args:
        cause: the record that asked for it.
        message: which one.
        wamid: the channel's id of it.
        at: when, Unix milliseconds.
        automatic: whether nobody wrote it: then the customer still waits for an answer.
    """
    said = {"wamid": wamid, "at": at, **({"automatic": True} if automatic else {})}
    return _fact(cause, message.id, ACCEPTED, said)


def refused(cause: LogRecord, message: OwnMessage, failure: Failure, at: int) -> LogRecord:
    """Return the fact that a message will not be sent, with the reason."""
    said = failure.model_dump(mode="json", exclude_none=True)
    return _fact(cause, message.id, REFUSED, {"failure": said, "at": at})


def unclear(cause: LogRecord, message: OwnMessage, reason: str, at: int) -> LogRecord:
    """Return the fact that nobody knows whether the channel took a message."""
    return _fact(cause, message.id, UNCLEAR, {"reason": reason, "at": at})


def unsettled(cause: LogRecord, at: int) -> LogRecord:
    """Return the fact that a message stayed unclear; `cause` is its `send.unclear`."""
    return _fact(cause, message_of(cause), UNSETTLED, {"at": at})


def message_of(record: LogRecord) -> str:
    """Return our id of the message that an outcome is about.

    Raises:
        UndigestibleError: the record is none.
    """
    parts = record.key.sk.split("#")
    if len(parts) != 3 or not parts[1]:  # noqa: PLR2004 - moment, id, kind
        message = "the record is no outcome of sending"
        raise UndigestibleError(message)
    return parts[1]


def moment_of(record: LogRecord) -> int:
    """Return when it happened, Unix milliseconds.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    at = _read(record, "at")
    if isinstance(at, int):
        return at
    message = "an outcome of sending has no moment"
    raise UndigestibleError(message)


def wamid_of(record: LogRecord) -> str:
    """Return the channel's id of the accepted message.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    return str(_read(record, "wamid"))


def answers(record: LogRecord) -> bool:
    """Whether the customer has been answered by it: an accepted message that somebody wrote.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    return record.kind == ACCEPTED and not _read_all(record).get("automatic", False)


def failure_of(record: LogRecord) -> Failure:
    """Return why a message was refused.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    try:
        return Failure.model_validate_json(json.dumps(_read(record, "failure")))
    except ValueError as error:
        message = "a failure cannot be read"
        raise UndigestibleError(message) from error


def _read(record: LogRecord, name: str) -> object:
    try:
        return _read_all(record)[name]
    except KeyError as error:
        message = f"an outcome of sending has no {name}"
        raise UndigestibleError(message) from error


def _read_all(record: LogRecord) -> dict[str, object]:
    try:
        return dict(json.loads(record.body))
    except (ValueError, TypeError) as error:
        message = "an outcome of sending cannot be read"
        raise UndigestibleError(message) from error


def _fact(cause: LogRecord, message_id: str, kind: str, content: dict[str, object]) -> LogRecord:
    body = json.dumps(content, sort_keys=True).encode()
    return LogRecord(outcome_key(cause.key, message_id, kind), kind, body, cause.expires_at)
