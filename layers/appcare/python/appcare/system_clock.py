"""Time as it is, and threads."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait


class SystemClock:
    """`Clock` over the machine's time; runs things side by side in threads."""

    def now(self) -> int:
        """Return Unix milliseconds."""
        return time.time_ns() // 1_000_000

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(max(0.0, seconds))

    def side_by_side(self, calls: Sequence[Callable[[], None]]) -> None:
        """Run all to their end at the same time; a bug that raises shows when all have ended."""
        if not calls:
            return
        with ThreadPoolExecutor(max_workers=len(calls)) as threads:
            running = [threads.submit(call) for call in calls]
            wait(running)
        for call in running:
            call.result()
