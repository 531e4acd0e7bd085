"""The portfolio's limit in memory."""

from threading import Lock

from appcare.domain.portfolio import HOUR_MS, UNLIMITED, Starts


class MemoryPortfolioLimit:
    """`PortfolioLimit` in dictionaries."""

    def __init__(self) -> None:
        """Start with nobody written to and no limit learnt."""
        self.limits: dict[str, tuple[int, int]] = {}
        self._starts: dict[str, Starts] = {}
        self._hours: dict[tuple[str, str], int] = {}
        self._lock = Lock()

    def take(self, account: str, contact_id: str, default: int, now: int) -> int:
        """Count a customer in."""
        with self._lock:
            limit = self.limits.get(account, (0, default))[1]
            if limit == UNLIMITED:
                return now
            starts, hour = self._starts.get(account, Starts()), self._hours.get((account, contact_id))
            until = starts.free_at(hour, limit, now)
            if until <= now and (hour or 0) < now // HOUR_MS:
                self._starts[account] = starts.with_start(hour, now)
                self._hours[account, contact_id] = now // HOUR_MS
            return until

    def learn(self, account: str, limit: int, at: int) -> None:
        """Keep the limit that was told last."""
        with self._lock:
            if account not in self.limits or self.limits[account][0] < at:
                self.limits[account] = (at, limit)
