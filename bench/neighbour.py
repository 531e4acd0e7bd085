"""What a destination that never answers does to the one beside it: nothing, if all is well.

Blocks with and without the dead one follow each other in one run, so that whatever else the machine
does concerns both alike.
"""

from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

from bench.load import Load
from bench.local_stack import NUMBERS
from playground.stack import Stack

BLOCKS = 12
MESSAGES = 40
PATIENCE_S = 60.0
WARM_UP = 10


def neighbour(stack: Stack, console: Console) -> None:
    """Print the inbox's p50 and p99 with a dead neighbour, as ratios to those without."""
    load = Load(stack)
    for number in ("quiet", "beside"):
        _block(load, number, "9", WARM_UP)
    delays: dict[str, list[float]] = {"quiet": [], "beside": []}
    for block in range(BLOCKS):
        for number in delays:
            delays[number] += _block(load, number, str(block), MESSAGES)
    load.close()
    figures = {number: (median(found), _p99(found)) for number, found in delays.items()}
    table = Table("", "messages", "p50", "p99")
    for number, (middle, slow) in figures.items():
        table.add_row(number, str(len(delays[number])), f"{middle * 1000:.0f} ms", f"{slow * 1000:.0f} ms")
    ratios = [dead / alone for dead, alone in zip(figures["beside"], figures["quiet"], strict=True)]
    table.add_row("ratio", "", *(f"{ratio:.2f}" for ratio in ratios))
    console.print(table)


def _block(load: Load, number: str, name: str, messages: int) -> list[float]:
    """Send some messages, each when the one before has arrived; return how long each took, in seconds."""
    load.inbox.clear()
    sent = load.send(NUMBERS[number], [f"31600{name:0>2}{turn:04d}" for turn in range(messages)])
    arrived = load.arrivals(list(sent), PATIENCE_S)
    return [arrived[wamid] - at for wamid, at in sent.items()]


def _p99(found: list[float]) -> float:
    return quantiles(found, n=100)[98]
