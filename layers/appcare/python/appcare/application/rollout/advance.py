"""The clock's duty towards rollouts: each minute every number moves as its health allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from appcare.application.delivery_ports import DestinationStates
from appcare.application.rollout.ports import Rollouts
from appcare.application.rollout.settle import SettleStandings
from appcare.application.rollout.signal_ports import Signals
from appcare.domain.errors import StorageError
from appcare.domain.rollout.health import Known, Verdict, counted_from, verdict_of
from appcare.domain.rollout.plan import NumberPlan
from appcare.domain.rollout.progress import caught_up, moved_on
from appcare.domain.rollout.signals import Signal
from appcare.domain.rollout.standing import Standing, current_step


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerns:
    """Whom what concerns.

    Attributes:
        scopes: a number's name -> the scopes of signals that concern it, beside the empty one.
        destinations: a number's name -> the destinations that hear of it.
        alarm_prefix: what the full names of our own alarms begin with.
    """

    scopes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    destinations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    alarm_prefix: str = ""


class AdvanceRollouts:
    """Moves every number that the plan names."""

    def __init__(
        self,
        *,
        rollouts: Rollouts,
        signals: Signals,
        states: DestinationStates,
        settle: SettleStandings,
        concerns: Concerns,
    ) -> None:
        """Set up.

        Args:
            rollouts: the plan in force, and where numbers stand.
            signals: what is known of their health.
            states: which CRMs take calls.
            settle: stores and tells.
            concerns: whom what concerns.
        """
        self._rollouts = rollouts
        self._signals = signals
        self._states = states
        self._settle = settle
        self._concerns = concerns

    def run(self) -> None:
        """Look at every number once.

        Raises:
            StorageError: not every number was looked at; the next tick tries again.
            UndigestibleError: the plan in force cannot be read.
        """
        in_force = self._rollouts.read()
        if in_force is None:
            return
        signals, failures = self._signals.known(), list[StorageError]()
        for name, plan in in_force.plan.numbers.items():
            try:
                self._number(name, plan, in_force.standings.get(name), signals)
            except StorageError as failure:
                failures.append(failure)
        if failures:
            raise failures[0]

    def _number(
        self, name: str, plan: NumberPlan, standing: Standing | None, signals: Sequence[Signal]
    ) -> None:
        now = self._settle.now()
        standing = self._settle.settle(standing, lambda known: caught_up(name, plan, known, now))
        if standing is None:
            return  # Somebody else is at it; the next tick sees what they did.
        verdict = self.verdict(name, plan, standing, signals, now)
        self._settle.settle(standing, lambda known: moved_on(plan, known or standing, verdict, now))

    def verdict(
        self, name: str, plan: NumberPlan, standing: Standing, signals: Sequence[Signal], now: int
    ) -> Verdict:
        """Judge how a number does at its step."""
        first = counted_from(standing.since, now)
        scopes = {"", *self._concerns.scopes.get(name, ())}
        known = Known(
            signals=[signal for signal in signals if signal.scope in scopes],
            answers=self._signals.answers(name, first, now),
            destinations={one: self._states.read(one) for one in self._concerns.destinations.get(name, ())},
        )
        bounds = plan.steps[current_step(plan, standing)].health
        return verdict_of(known, bounds, self._concerns.alarm_prefix, now)
