"""The clock's duty towards rollouts over memory, whose ports may fail before or after each call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from appcare.application.rollout.advance import AdvanceRollouts, Concerns
from appcare.application.rollout.order import OrderRollout
from appcare.application.rollout.settle import Places, SettleStandings
from appcare.domain.errors import StorageError
from appcare.domain.rollout.change_facts import KINDS, RolloutChange, change_of
from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.standing import Standing
from appcare.memory.clock import MovedClock
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.rollout_signals import MemorySignals
from appcare.memory.rollouts import MemoryRollouts
from appcare.memory.state import MemoryDestinationStates
from appcare.memory.telemetry import MemoryTelemetry

NUMBER_ID = "106540352242922"
PREFIX = "appcare-prod-monitoring-"
PLACES = Places(channel="wa", number_ids={"support": NUMBER_ID}, retention_s=86_400)
CONCERNS = Concerns(
    scopes={"support": frozenset({"number:support", "account:main"})},
    destinations={"support": ("crm",)},
    alarm_prefix=PREFIX,
)


@dataclass
class Interrupted:
    """A port of which one call in turn fails, before it does anything or after all is done."""

    port: Any
    fails: Callable[[], bool]

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return a method that may fail."""
        method = getattr(self.port, name)

        def call(*args: Any, **named: Any) -> Any:
            self._maybe()
            answer = method(*args, **named)
            self._maybe()
            return answer

        return call

    def _maybe(self) -> None:
        if self.fails():
            raise StorageError("interrupted")


@dataclass
class World:
    """Everything in memory; `fails` is asked before and after each call of a port."""

    fails: Callable[[], bool] = lambda: False
    clock: MovedClock = field(default_factory=MovedClock)
    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    rollouts: MemoryRollouts = field(default_factory=MemoryRollouts)
    signals: MemorySignals = field(default_factory=MemorySignals)
    telemetry: MemoryTelemetry = field(default_factory=MemoryTelemetry)

    def __post_init__(self) -> None:
        """Put it together."""
        self.states = MemoryDestinationStates(self.clock.now)
        rollouts = Interrupted(self.rollouts, self._fails_now)
        settle = SettleStandings(
            rollouts=rollouts,
            log=Interrupted(self.log, self._fails_now),
            clock=self.clock,
            telemetry=self.telemetry,
            places=PLACES,
        )
        self.advance = AdvanceRollouts(
            rollouts=rollouts,
            signals=Interrupted(self.signals, self._fails_now),
            states=Interrupted(self.states, self._fails_now),
            settle=settle,
            concerns=CONCERNS,
        )
        self.orders = OrderRollout(rollouts, settle)

    def _fails_now(self) -> bool:
        return self.fails()

    def take(self, plan: Plan) -> None:
        """Put a plan into force."""
        self.rollouts.take(plan, self.clock.now())

    def tick(self, minutes: float = 1) -> None:
        """Let the clock run a while later."""
        self.clock.advance(minutes * 60_000)
        self.advance.run()

    def standing(self, number: str = "support") -> Standing:
        """Return where a number stands."""
        in_force = self.rollouts.read()
        assert in_force
        return in_force.standings[number]

    def told(self) -> list[RolloutChange]:
        """Return the facts in the log, in the order in which they came; none came with another content."""
        assert {change.kind for change in self.log.stream} <= {"INSERT"}
        return [change_of(one.record) for one in self.log.stream if one.record.kind in KINDS]

    def story(self) -> list[tuple[str, str, str]]:
        """Return what the log tells, shortly."""
        changes = [one.change for one in self.told()]
        return [(change.kind.value, change.from_step, change.to_step) for change in changes]
