"""What is taken from each number, in memory."""


class MemoryNumberLimits:
    """`NumberLimits` in a dictionary."""

    def __init__(self) -> None:
        """Know nothing."""
        self.rates: dict[str, tuple[int, float]] = {}

    def rate(self, number_id: str, default: float) -> float:
        """Return messages a second."""
        return self.rates.get(number_id, (0, default))[1]

    def learn(self, number_id: str, rate: float, at: int) -> None:
        """Keep the rate that was told last."""
        self.rates[number_id] = max(self.rates.get(number_id, (at, rate)), (at, rate))
