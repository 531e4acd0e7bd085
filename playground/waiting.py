"""Waits for something to come true, with a bound."""

import time
from collections.abc import Callable

EVERY_S = 0.05
"""How long between two looks."""


def within(seconds: float, holds: Callable[[], bool], every: float = EVERY_S) -> bool:
    """Look until it holds; False: the time was up before."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
