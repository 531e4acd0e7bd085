"""How fast messages may go out from a number: what Meta takes, as far as it told, and what is configured."""

from collections.abc import Callable, Sequence
from typing import Protocol

from appcare.application.channels import Channels
from appcare.application.learn import Heard, data_of
from appcare.application.ports import Clock
from appcare.domain.events.numbers import NumberQualityChanged
from appcare.domain.log import number_of

STANDARD = 80.0
"""Messages a second that Meta takes from a number. Source: Meta, "Throughput"."""

RAISED_TO = 1000.0
"""The same, once Meta has raised the number."""

COEXISTENCE = 20.0
"""The same, for a number that is used in the WhatsApp Business app, too; it is never raised."""

RAISED = "throughput_upgrade"
"""How Meta calls it that it has raised a number. Source: Meta, phone_number_quality_update webhook."""

REMEMBERED_MS = 60_000


class NumberLimits(Protocol):
    """What the channel takes from each number."""

    def rate(self, number_id: str, default: float) -> float:
        """Return messages a second, strongly consistent; `default`: nothing else was told."""
        ...

    def learn(self, number_id: str, rate: float, at: int) -> None:
        """Keep the rate that was told at this moment; an older word changes nothing."""
        ...


class NumberRate:
    """The rate to send at."""

    def __init__(self, limits: NumberLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._known: dict[str, tuple[int, float]] = {}

    def of(self, number_id: str, most: float, *, coexistence: bool) -> float:
        """Return messages a second; what was told is looked up once a minute.

        Args:
            number_id: the number.
            most: what is configured; never more.
            coexistence: whether it is used in an app, too.

        Raises:
            StorageError: it cannot be looked up now.
        """
        if coexistence or most <= STANDARD:
            return min(most, COEXISTENCE if coexistence else STANDARD)
        looked_at, rate = self._known.get(number_id, (0, 0.0))
        now = self._clock.now()
        if not rate or now - looked_at >= REMEMBERED_MS:
            rate = self._limits.rate(number_id, STANDARD)
            self._known[number_id] = (now, rate)
        return min(most, rate)


class LearnRates:
    """`Learner` of numbers that Meta raised."""

    def __init__(
        self, limits: NumberLimits, channels: Channels, number_with: Callable[[str], str | None]
    ) -> None:
        """Set up.

        Args:
            limits: where it is kept.
            channels: who understands the records.
            number_with: Meta's id of an account -> the id of its only number, for Meta names numbers by
                what customers see of them; None: it has several, or is not known.
        """
        self._limits = limits
        self._channels = channels
        self._number_with = number_with

    def learn(self, heard: Sequence[Heard]) -> None:
        """Keep what a batch tells; see `Learner`."""
        for one, data in data_of(heard, "number.quality_changed", self._channels):
            if isinstance(data, NumberQualityChanged) and data.event == RAISED:
                number_id = data.number.id or self._number_with(number_of(one.record.key.pk))
                if number_id:
                    self._limits.learn(number_id, RAISED_TO, one.said.occurred_at)
