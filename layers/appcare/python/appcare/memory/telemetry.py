"""Counts and lines in memory."""

from collections import Counter
from threading import Lock


class MemoryTelemetry:
    """`Telemetry` that can be asked what it was told."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.counts: Counter[str] = Counter()
        self.by_dimensions: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
        self.lines: list[tuple[str, dict[str, object]]] = []
        self._lock = Lock()

    def count(self, metric: str, value: int = 1, **dimensions: str) -> None:
        """Add to a metric."""
        with self._lock:
            self.counts[metric] += value
            self.by_dimensions[metric, tuple(sorted(dimensions.items()))] += value

    def line(self, message: str, **fields: object) -> None:
        """Keep one log line."""
        with self._lock:
            self.lines.append((message, fields))
