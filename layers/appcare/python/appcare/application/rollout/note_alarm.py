"""Notes that a CloudWatch alarm rings, or does no longer, as EventBridge tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from appcare.application.ports import Telemetry
from appcare.application.rollout.signal_ports import Signals
from appcare.domain.errors import UndigestibleError
from appcare.domain.rollout.signals import Severity, Signal, SignalKind

SOURCE = "aws.cloudwatch"
STATE_CHANGE = "CloudWatch Alarm State Change"
CONFIGURATION_CHANGE = "CloudWatch Alarm Configuration Change"
"""Source of all three, and of the shapes below: AWS, "Alarm events and EventBridge"."""

RINGS = "ALARM"
DELETED = "delete"


class NoteAlarm:
    """Keeps the alarms that count for the rollout."""

    def __init__(
        self, signals: Signals, telemetry: Telemetry, *, prefix: str, others: Sequence[str] = ()
    ) -> None:
        """Set up.

        Args:
            signals: where they are kept.
            telemetry: counts `rollout.alarm_unreadable`.
            prefix: what the names of our own alarms begin with.
            others: full names of further alarms.
        """
        self._signals = signals
        self._telemetry = telemetry
        self._prefix = prefix
        self._others = frozenset(others)

    def note(self, event: Mapping[str, Any]) -> None:
        """Take one event; it may come late, twice, or for an alarm that is not meant.

        One that cannot be read is counted and dropped: to take it again would not help.

        Raises:
            StorageError: it is not known whether it is kept; noting it again does no harm.
        """
        try:
            signal = signal_of(event)
        except UndigestibleError as error:
            self._telemetry.count("rollout.alarm_unreadable")
            self._telemetry.line("alarm not read", code=error.code, event_id=str(event.get("id", "")))
            return
        if signal and (signal.subject.startswith(self._prefix) or signal.subject in self._others):
            self._signals.learn(signal)


def is_alarm(event: Mapping[str, Any]) -> bool:
    """Whether it is an event of CloudWatch's."""
    return event.get("source") == SOURCE


def signal_of(event: Mapping[str, Any]) -> Signal | None:
    """Return what an event says; None: nothing that matters.

    Raises:
        UndigestibleError: it is not of the documented shape.
    """
    try:
        detail = event["detail"]
        if event["detail-type"] == CONFIGURATION_CHANGE:
            # One that is deleted while it rings says nothing more, and would ring for ever.
            if detail["operation"] != DELETED:
                return None
            # Its moment has whole seconds: it may have rung in the very second in which it was deleted.
            rings, told_at, later_ms = False, str(event["time"]), 999
        else:
            rings, told_at, later_ms = detail["state"]["value"] == RINGS, str(detail["state"]["timestamp"]), 0
        return Signal(
            kind=SignalKind.ALARM,
            scope="",
            subject=str(detail["alarmName"]),
            severity=Severity.WARNING if rings else Severity.GOOD,
            at=round(datetime.fromisoformat(told_at).timestamp() * 1000) + later_ms,
        )
    except (KeyError, TypeError, ValueError) as error:
        message = "an alarm's event is not of the documented shape"
        raise UndigestibleError(message) from error
