"""Stores a standing and tells of it: first what is to be told, then the fact, then that it was told.

A crash between any two of these leaves a standing that says what is missing, and whoever comes next tells
the very same fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from appcare.application.ports import Clock, EventLog, Telemetry
from appcare.application.rollout.ports import Rollouts
from appcare.domain.rollout.change_facts import change_told
from appcare.domain.rollout.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where facts of numbers go.

    Attributes:
        channel: first part of every partition.
        number_ids: configured name -> Meta's id.
        retention_s: how long the log keeps what happened.
    """

    channel: str
    number_ids: Mapping[str, str]
    retention_s: int


class SettleStandings:
    """Changes standings, each change told once."""

    def __init__(
        self, *, rollouts: Rollouts, log: EventLog, clock: Clock, telemetry: Telemetry, places: Places
    ) -> None:
        """Set up.

        Args:
            rollouts: where standings are kept.
            log: where it is told.
            clock: the time.
            telemetry: counts each change by its event's type.
            places: where facts of numbers go.
        """
        self._rollouts = rollouts
        self._log = log
        self._clock = clock
        self._telemetry = telemetry
        self._places = places

    def now(self) -> int:
        """Return Unix milliseconds."""
        return self._clock.now()

    def told(self, standing: Standing | None) -> Standing | None:
        """Tell of a change that nobody may have heard of; return what is stored then.

        None: there is no standing, or somebody else has changed it meanwhile, and has told of it.

        Raises:
            StorageError: it may not be told; the next one who comes tells it.
        """
        if standing is None or standing.told:
            return standing
        places = self._places
        fact = change_told(standing, places.channel, standing.number_id, places.retention_s)
        self._log.append([fact])
        after = replace(standing, told=True)
        return after if self._rollouts.change(after, standing) else None

    def settle(
        self, before: Standing | None, decide: Callable[[Standing | None], Standing]
    ) -> Standing | None:
        """Take a decision about a standing and tell of it; None: somebody else changed it meanwhile.

        Raises:
            StorageError: it may be stored or not, told or not; the next one who comes goes on with it.
        """
        known = self.told(before)
        if known is None and before is not None:
            return None
        after = decide(known)
        number_id = self._places.number_ids.get(after.number, after.number_id)
        after = replace(after, number_id=number_id)
        if after == known:
            return known
        if not self._rollouts.change(after, known):
            return None
        if not after.told:
            self._note(after)
        # Stored it is, whoever has come in between: it must not be decided once more.
        return self.told(after) or replace(after, told=True)

    def _note(self, standing: Standing) -> None:
        change = standing.change
        if change is None:
            return
        kind = f"rollout.{change.kind}"
        self._telemetry.count(kind)
        self._telemetry.line(
            kind,
            number=standing.number,
            from_step=change.from_step,
            to_step=change.to_step,
            by=change.by,
            reasons=list(change.reasons),
            figures=dict(change.figures),
        )
