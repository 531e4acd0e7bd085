"""`Telemetry` over Powertools: JSON log lines, and metrics in CloudWatch's embedded format."""

from collections import Counter
from functools import cache
from threading import Lock

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

Dimensions = tuple[tuple[str, str], ...]


class PowertoolsTelemetry:
    """Adds up what is counted during an invocation; `flush` writes it, a line for each set of dimensions."""

    def __init__(self) -> None:
        """Take service, namespace and level from Powertools' own environment variables."""
        self._logger = Logger(location=None, use_rfc3339=True)
        self._lock = Lock()
        self._counts: Counter[tuple[Dimensions, str]] = Counter()

    def count(self, metric: str, value: int = 1, **dimensions: str) -> None:
        """Add to a metric."""
        with self._lock:
            self._counts[tuple(sorted(dimensions.items())), metric] += value

    def line(self, message: str, **fields: object) -> None:
        """Write one structured log line."""
        self._logger.info(message, extra=fields)

    def flush(self) -> None:
        """Write what was counted since the last flush."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        for dimensions in sorted({dimensions for dimensions, _ in counts}):
            metrics = EphemeralMetrics()
            for name, text in dimensions:
                metrics.add_dimension(name, text)
            for (belongs_to, metric), value in counts.items():
                if belongs_to == dimensions:
                    metrics.add_metric(metric, MetricUnit.Count, value)
            metrics.flush_metrics()


@cache
def telemetry() -> PowertoolsTelemetry:
    """Return this process's telemetry."""
    return PowertoolsTelemetry()
