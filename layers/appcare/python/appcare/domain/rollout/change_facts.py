"""Changes of a rollout as facts in the log: each one once, under a key made of the change itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord, digest
from appcare.domain.rollout.standing import Change, ChangeKind

if TYPE_CHECKING:
    from appcare.domain.rollout.standing import Standing

KINDS = tuple(f"rollout.{kind}" for kind in ChangeKind)
"""Kinds of the facts, and types of the events that they are."""

UNLISTED = "unlisted"
"""The name of every number that is not configured, and their partition's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutChange:
    """A change of one number's rollout.

    Attributes:
        number: its configured name.
        number_id: Meta's id of it; empty: it has none, being every number that is not configured.
        share_bp: the share of the step that it is at now, in basis points.
        change: what happened.
    """

    number: str
    number_id: str
    share_bp: int
    change: Change


def change_told(standing: Standing, channel: str, number_id: str, retention_s: int) -> LogRecord:
    """Return the fact of a standing's latest change, in the number's partition, which is no customer's.

    Args:
        standing: it has a change.
        channel: first part of the partition.
        number_id: Meta's id of the number; empty: it has none.
        retention_s: how long the log keeps what happened.
    """
    change = standing.change
    assert change is not None  # noqa: S101 - only a change makes a standing that is to be told
    kind = f"rollout.{change.kind}"
    key = LogKey(
        f"{channel}#{number_id or UNLISTED}#-",
        f"{change.at}#rol_{digest(standing.number, str(standing.version))}#{kind}",
    )
    content = {
        "number": standing.number,
        "number_id": number_id,
        "share_bp": standing.share_bp,
        "at": change.at,
        "from": change.from_step,
        "to": change.to_step,
        "by": change.by,
        "reasons": change.reasons,
        "why": change.why,
        "figures": dict(change.figures),
    }
    return LogRecord(key, kind, json.dumps(content, sort_keys=True).encode(), change.at // 1000 + retention_s)


def change_of(record: LogRecord) -> RolloutChange:
    """Read the fact back.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    try:
        said = json.loads(record.body)
        change = Change(
            kind=ChangeKind(record.kind.removeprefix("rollout.")),
            at=int(said["at"]),
            from_step=str(said["from"]),
            to_step=str(said["to"]),
            by=str(said["by"]),
            reasons=tuple(str(one) for one in said["reasons"]),
            why=str(said["why"]),
            figures={str(name): float(figure) for name, figure in said["figures"].items()},
        )
        return RolloutChange(
            number=str(said["number"]),
            number_id=str(said["number_id"]),
            share_bp=int(said["share_bp"]),
            change=change,
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        message = "the fact of a rollout's change cannot be read"
        raise UndigestibleError(message) from error
