"""A fortnight of a number's rollout: two bad days in it, a tick a minute, and a clock that keeps dying."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from appcare.application.channels import Channels
from appcare.application.own_facts import own_facts
from appcare.application.rollout.learn_health import LearnHealth
from appcare.application.rollout.note_alarm import NoteAlarm
from appcare.application.rollout.scopes import Scopes
from appcare.application.route_event import EventRouter, RouterPorts
from appcare.application.subscription import Subscription
from appcare.domain.errors import StorageError
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.rollout.standing import Change
from appcare.memory.clock import MovedClock
from appcare.memory.contacts import MemoryContacts
from appcare.memory.queues import MemoryDeliveryQueues, MemoryParkedRecords
from appcare.memory.state import MemoryConversations, MemoryProgresses
from appcare.whatsapp.translate import WhatsApp
from tests.unit.rollout.moving_plans import plan_of
from tests.unit.rollout.world import NUMBER_ID, PREFIX, World

WABA = "102290129340398"
MINUTES_A_DAY, HOUR_MS = 24 * 60, 3_600_000
START = 1_795_305_600_000
"""2026-11-22, midnight."""

TROUBLE = (
    (6.5, "FLAGGED"),
    (7.25, "UNFLAGGED"),
    (10.5, "ALARM"),
    (10.5 + 5 / 24, "OK"),
)
"""Day -> what is told then."""


class Fortnight:
    """The shipped classes over memory: what Meta and CloudWatch tell, the minute's tick, and the router."""

    def __init__(self, fails: Callable[[], bool] = lambda: False) -> None:
        """Put it together."""
        self.world = World(fails=fails, clock=MovedClock(START))
        self.world.take(plan_of(hold_hours=48))
        self.queues = MemoryDeliveryQueues(self.world.clock)
        names = {NUMBER_ID: "support"}

        def name(number_id: str) -> str:
            return names.get(number_id, "unlisted")

        channels = Channels({"wa": WhatsApp(name)}, own=own_facts(name, {"wa": "whatsapp"}))
        scopes = Scopes(
            account_with={WABA: "main"}.get,
            number_with={WABA: NUMBER_ID}.get,
            number_called=lambda _: None,
            number_name=name,
        )
        learner = LearnHealth(self.world.signals, channels, scopes)
        self.router = EventRouter(
            ports=RouterPorts(
                log=self.world.log,
                contacts=MemoryContacts(),
                conversations=MemoryConversations(),
                progresses=MemoryProgresses(),
                queues=self.queues,
                parked=MemoryParkedRecords(),
                clock=self.world.clock,
                telemetry=self.world.telemetry,
                learners=(learner,),
            ),
            channels=channels,
            subscriptions=[Subscription("crm", ("rollout.*",), ("support",))],
            silence_hours=72,
            number_name=name,
        )
        self.world.log.subscribers.append(lambda change: self._route(change.record))
        self.alarms = NoteAlarm(self.world.signals, self.world.telemetry, prefix=PREFIX)
        self.failed = 0

    def live(self) -> None:
        """Run for fourteen days."""
        ahead = [(START + round(day * 24 * HOUR_MS), word) for day, word in TROUBLE]
        for _ in range(14 * MINUTES_A_DAY):
            while ahead and ahead[0][0] <= self.world.clock.now():
                self._tell(*ahead.pop(0))
            try:
                self.world.tick()
            except StorageError:
                self.failed += 1
        self.world.fails = lambda: False
        self.world.tick()

    def changes(self) -> list[Change]:
        """Return what the log tells."""
        return [one.change for one in self.world.told()]

    def _tell(self, at: int, word: str) -> None:
        if word in ("ALARM", "OK"):
            when = datetime.fromtimestamp(at / 1000, UTC).isoformat()
            detail = {"alarmName": f"{PREFIX}queue-age-crm", "state": {"value": word, "timestamp": when}}
            self.alarms.note({"detail-type": "CloudWatch Alarm State Change", "detail": detail})
            return
        field = "phone_number_quality_update"
        body = {"account": WABA, "field": field, "value": {"event": word, "current_limit": "TIER_1K"}}
        key = LogKey(f"wa#{WABA}#-", f"{at:013d}#{word}#change")
        self.world.log.append([LogRecord(key, f"field.{field}", json.dumps(body).encode())])

    def _route(self, record: LogRecord) -> None:
        self.router.route([record])

    def heard(self) -> list[str]:
        """Return the ids of the events that the CRM gets, all of them rollouts'."""
        queued = [message.content for message in self.queues.waiting("crm")]
        return [one.event_id for one in queued if isinstance(one, EventRef)]


LATE = 1 / 48
"""Days. A tick is a minute, one that fails another, and each step begins with the one before."""


def days(at: int) -> float:
    """Return how many days after the start."""
    return (at - START) / (24 * HOUR_MS)


EXPECTED = [
    (0, "plan_changed", "1 %", ("begun",)),
    (2, "advanced", "5 %", ("hold_over",)),
    (4, "advanced", "20 %", ("hold_over",)),
    (6, "advanced", "50 %", ("hold_over",)),
    (6.5, "stepped_back", "20 %", ("quality:flagged",)),
    (7.25, "resumed", "20 %", ("over:quality:flagged",)),
    (9.25, "advanced", "50 %", ("hold_over",)),
    (10.5, "held", "50 %", ("alarm:queue-age-crm",)),
    (10.5 + 5 / 24, "resumed", "50 %", ("over:alarm:queue-age-crm",)),
    (12.5 + 5 / 24, "advanced", "all", ("hold_over",)),
]
"""Day, what happened, the step from then on, why."""


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_fortnight(seed: int | None) -> None:
    """It advances, steps back on bad quality, is held by an alarm, goes on: each once, whatever crashes."""
    chance = random.Random(seed)
    fortnight = Fortnight((lambda: False) if seed is None else lambda: chance.random() < 0.05)
    fortnight.live()

    story = fortnight.changes()
    print(f"\nseed {seed}: {fortnight.failed} of {14 * MINUTES_A_DAY} ticks failed")  # noqa: T201 - the figures
    for change in story:
        print(  # noqa: T201 - the story
            f"day {days(change.at):6.3f}  {change.kind.value:13}{change.from_step:>5} -> {change.to_step:5}"
            f"{', '.join(change.reasons)}  {dict(change.figures)}"
        )
    told = [(change.kind.value, change.to_step, change.reasons) for change in story]
    assert told == [(kind, step, reasons) for _, kind, step, reasons in EXPECTED]
    for change, (day, *_) in zip(story, EXPECTED, strict=True):
        assert day <= days(change.at) <= day + LATE
    assert {change.by for change in story} == {"clock"}
    assert (fortnight.failed > 0) is (seed is not None)


@pytest.mark.parametrize("seed", [3])
def test_each_fact_reaches_the_crm_once(seed: int) -> None:
    """What is in the log once is queued once, whatever the clock repeats."""
    chance = random.Random(seed)
    fortnight = Fortnight(lambda: chance.random() < 0.2)
    fortnight.live()
    assert [kind for _, kind, *_ in EXPECTED] == [change.kind.value for change in fortnight.changes()]
    assert len(fortnight.heard()) == len(set(fortnight.heard())) == len(EXPECTED)
    assert fortnight.failed > 0
