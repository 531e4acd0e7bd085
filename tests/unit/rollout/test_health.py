"""From what is known of a number to a verdict."""

import pytest

from appcare.domain.destination import DestinationState, DestinationStatus
from appcare.domain.rollout.health import Known, Reason, Verdict, counted_from, verdict_of
from appcare.domain.rollout.plan import HealthBounds
from appcare.domain.rollout.signals import Answers, Severity, Signal, SignalKind

HOUR, DAY = 3_600_000, 86_400_000
NOW = 10 * DAY
PREFIX = "appcare-prod-monitoring-"
BOUNDS = HealthBounds(
    red_alarms=("dead-letters", "queue-age-crm", "their-orders"), ignored_alarms=("signature-rejected",)
)


def alarm(name: str, at: int = NOW - 5, severity: Severity = Severity.WARNING) -> Signal:
    """Return an alarm that rings, or does no longer."""
    return Signal(kind=SignalKind.ALARM, scope="", subject=name, severity=severity, at=at)


def judged(known: Known, bounds: HealthBounds = BOUNDS) -> Verdict:
    """Return the verdict of now."""
    return verdict_of(known, bounds, PREFIX, NOW)


def test_nothing_known_is_good() -> None:
    """Without a word of trouble a number does well."""
    verdict = judged(Known())
    assert verdict.severity is Severity.GOOD
    assert verdict.red_since is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{PREFIX}dead-letters-crm-desk", Reason("alarm:dead-letters-crm-desk", NOW - 5, red=True)),
        (f"{PREFIX}queue-age-crm", Reason("alarm:queue-age-crm", NOW - 5, red=True)),
        (f"{PREFIX}queue-age-crmx", Reason("alarm:queue-age-crmx", NOW - 5)),
        (f"{PREFIX}stream-age", Reason("alarm:stream-age", NOW - 5)),
        ("their-orders", Reason("alarm:their-orders", NOW - 5, red=True)),
        ("their-stock", Reason("alarm:their-stock", NOW - 5)),
        (f"{PREFIX}rollout-plan-missing", Reason("alarm:rollout-plan-missing", NOW - 5)),
        (f"{PREFIX}signature-rejected", None),
        (f"{PREFIX}rollout-waiting-long", None),
    ],
)
def test_alarms(name: str, expected: Reason | None) -> None:
    """An alarm is red by its name or its kind, ignored by either, a warning else; our own state is none."""
    assert judged(Known(signals=[alarm(name)])).reasons == ((expected,) if expected else ())


def test_an_alarm_that_is_over_says_nothing() -> None:
    """Only what rings counts."""
    assert not judged(Known(signals=[alarm("their-orders", severity=Severity.GOOD)])).reasons


@pytest.mark.parametrize(("until", "counts"), [(NOW + 1, True), (NOW, False), (None, True)])
def test_what_is_over_by_itself(until: int | None, *, counts: bool) -> None:
    """A word with an end counts until then."""
    signal = Signal(
        kind=SignalKind.QUALITY,
        scope="",
        subject="number",
        severity=Severity.RED,
        at=NOW - DAY,
        word="flagged",
        until=until,
    )
    expected = (Reason("quality:flagged", NOW - DAY, red=True),) if counts else ()
    assert judged(Known(signals=[signal])).reasons == expected


@pytest.mark.parametrize(
    ("looked_at", "overdue", "expected"),
    [
        (19, 19, ()),
        (20, 3, ()),
        (20, 4, (Reason("overdue:20%", NOW),)),
        (100, 49, (Reason("overdue:49%", NOW),)),
        (100, 50, (Reason("overdue:50%", NOW, red=True),)),
    ],
)
def test_overdue_share(looked_at: int, overdue: int, expected: tuple[Reason, ...]) -> None:
    """The share counts from its bounds on, and not of too few conversations."""
    verdict = judged(Known(answers=Answers(looked_at, overdue)))
    assert verdict.reasons == expected
    assert verdict.figures["answers_looked_at"] == looked_at
    assert verdict.figures["overdue_percent"] == 100 * overdue / looked_at


def test_what_was_before_the_step_is_not_held_against_it() -> None:
    """A day counts, or the hours since the step began."""
    assert counted_from(None, NOW) == NOW - DAY
    assert counted_from(NOW - 3 * DAY, NOW) == NOW - DAY
    assert counted_from(NOW - 90 * 60_000, NOW) == NOW - HOUR


@pytest.mark.parametrize(
    ("status", "minutes", "expected"),
    [
        (DestinationStatus.OPEN, 999, ()),
        (DestinationStatus.RESTING, 999, ()),
        (DestinationStatus.CLOSED, 30, (Reason("destination:crm", NOW - 30 * 60_000),)),
        (DestinationStatus.CLOSED, 31, (Reason("destination:crm", NOW - 60_000, red=True),)),
        (DestinationStatus.DISABLED, 1, (Reason("destination:crm", NOW - 60_000, red=True),)),
    ],
)
def test_destinations(status: DestinationStatus, minutes: int, expected: tuple[Reason, ...]) -> None:
    """A closed CRM is a warning, for long or disabled it is red; one that asks for a rest is neither."""
    state = DestinationState(status, since=NOW - minutes * 60_000)
    assert judged(Known(destinations={"crm": state})).reasons == expected


def test_the_worst_comes_first() -> None:
    """Red before warnings, the older before the younger; red is red since the first of it."""
    names = [("stream-age", 4), ("their-orders", 9), (f"{PREFIX}dead-letters-a", 8)]
    verdict = judged(Known(signals=[alarm(name, at) for name, at in names]))
    assert verdict.codes == ("alarm:dead-letters-a", "alarm:their-orders", "alarm:stream-age")
    assert verdict.severity is Severity.RED
    assert verdict.red_since == 8
