"""CloudWatch's alarms, as EventBridge tells of them."""

from typing import Any

import pytest

from appcare.application.rollout.note_alarm import NoteAlarm, is_alarm
from appcare.domain.rollout.signals import Severity, SignalKind
from appcare.memory.rollout_signals import MemorySignals
from appcare.memory.telemetry import MemoryTelemetry

OURS = "appcare-prod-monitoring-queue-age-crm"


def told(
    state: str, second: int = 40, name: str = OURS, detail_type: str = "CloudWatch Alarm State Change"
) -> dict[str, Any]:
    """Return an event of the documented shape, with what we do not read left out."""
    return {
        "version": "0",
        "id": "c4c1c1c9-6542-e61b-6ef0-8c4d36933a92",
        "detail-type": detail_type,
        "source": "aws.cloudwatch",
        "account": "123456789012",
        "time": f"2026-11-22T17:04:{second:02d}Z",
        "region": "eu-central-1",
        "resources": [f"arn:aws:cloudwatch:eu-central-1:123456789012:alarm:{name}"],
        "detail": {
            "alarmName": name,
            "state": {"value": state, "timestamp": f"2026-11-22T17:04:{second:02d}.989+0000"},
            "previousState": {"value": "OK", "timestamp": "2026-11-22T16:00:00.000+0000"},
        },
    }


def deleted(second: int = 50) -> dict[str, Any]:
    """Return the event of an alarm that is no more."""
    event = told("ALARM", second, detail_type="CloudWatch Alarm Configuration Change")
    event["detail"]["operation"] = "delete"
    return event


class Door:
    """An alarm door over memory."""

    def __init__(self) -> None:
        """Put it together."""
        self.signals, self.telemetry = MemorySignals(), MemoryTelemetry()
        self.note = NoteAlarm(
            self.signals, self.telemetry, prefix="appcare-prod-monitoring-", others=("their-orders",)
        ).note

    def rings(self) -> list[str]:
        """Return the alarms that ring."""
        known = self.signals.known()
        return [signal.subject for signal in known if signal.severity is not Severity.GOOD]


def test_an_alarm_rings_until_it_is_over() -> None:
    """Its own moment is kept."""
    door = Door()
    door.note(told("ALARM"))
    (signal,) = door.signals.known()
    assert (signal.kind, signal.subject, signal.at) == (SignalKind.ALARM, OURS, 1_795_367_080_989)
    door.note(told("OK", 41))
    assert not door.rings()


@pytest.mark.parametrize("over", [told("OK", 41), told("INSUFFICIENT_DATA", 41), deleted(41)])
def test_late_and_repeated_events(over: dict[str, Any]) -> None:
    """Whatever comes last, what happened last counts."""
    door = Door()
    for event in (over, told("ALARM", 40), over, told("ALARM", 40)):
        door.note(event)
    assert not door.rings()
    door.note(told("ALARM", 59))
    assert door.rings() == [OURS]


def test_only_alarms_that_are_meant() -> None:
    """Ours, and those that the settings name; another stage's are not ours."""
    door = Door()
    for name in (OURS, "their-orders", "their-stock", "appcare-prod-eu-monitoring-queue-age-crm"):
        door.note(told("ALARM", name=name))
    assert door.rings() == [OURS, "their-orders"]


def test_a_new_configuration_says_nothing() -> None:
    """An alarm that is changed rings on."""
    door = Door()
    door.note(told("ALARM"))
    changed = deleted()
    changed["detail"]["operation"] = "update"
    door.note(changed)
    assert door.rings() == [OURS]


@pytest.mark.parametrize(
    "detail", [None, [], {}, {"alarmName": OURS}, {"alarmName": OURS, "state": {"value": 1}}]
)
def test_an_event_of_another_shape(detail: object) -> None:
    """It is counted and dropped; the next one is read."""
    door = Door()
    door.note({**told("ALARM"), "detail": detail})
    assert door.telemetry.counts["rollout.alarm_unreadable"] == 1
    assert not door.signals.known()


def test_what_is_an_alarm() -> None:
    """The clock's own tick is none, nor is a queue's batch."""
    assert is_alarm(told("OK"))
    assert not is_alarm({"source": "aws.events", "detail-type": "Scheduled Event"})
    assert not is_alarm({"Records": []})
