"""One worker of the local stack at 5 calls a second, with a CRM that takes its time.

Seconds follow each other and begin half an interval before a slot: a call that comes some milliseconds
early or late on its way still counts where its slot is.
"""

from collections import Counter
from itertools import pairwise

from rich.console import Console
from rich.table import Table

from bench.load import Load
from bench.local_stack import NUMBERS, PACED_RATE
from playground.stack import Stack

MESSAGES = 100
DELAYS_S = (0.05, 0.2)
PATIENCE_S = 120.0


def pace(stack: Stack, console: Console) -> None:
    """Print how much of the rate is used, and the worst second."""
    table = Table("answers in", "calls", "achieved / rate", "worst second / rate", "shortest gap / interval")
    for delay in DELAYS_S:
        table.add_row(f"{delay * 1000:.0f} ms", str(MESSAGES), *_measure(stack, delay))
    console.print(table)


def _measure(stack: Stack, delay: float) -> list[str]:
    load = Load(stack)
    load.inbox.clear()
    load.inbox.behave(delay=delay, times=10 * MESSAGES)
    _warm_up(load)
    sent = load.send(NUMBERS["paced"], [f"3160001{turn:04d}" for turn in range(MESSAGES)])
    at = sorted(load.arrivals(list(sent), PATIENCE_S).values())
    load.close()
    achieved = (len(at) - 1) / (at[-1] - at[0]) / PACED_RATE
    begin = at[0] - 0.5 / PACED_RATE
    worst = max(Counter(int(moment - begin) for moment in at).values()) / PACED_RATE
    gap = min(later - earlier for earlier, later in pairwise(at)) * PACED_RATE
    return [f"{achieved:.3f}", f"{worst:.2f}", f"{gap:.2f}"]


def _warm_up(load: Load) -> None:
    sent = load.send(NUMBERS["paced"], [f"3160002{turn:04d}" for turn in range(5)])
    load.arrivals(list(sent), PATIENCE_S)
