"""How often, and after which waits, a partial answer of AWS is asked for again."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """A bounded number of tries with jittered, doubling waits between them.

    Attributes:
        tries: how often at most, the first included.
        first_s: the longest first wait.
        longest_s: no wait is longer.
    """

    tries: int = 7
    first_s: float = 0.05
    longest_s: float = 1.0
    sleep: Callable[[float], None] = time.sleep
    fraction: Callable[[], float] = random.random

    def __iter__(self) -> Iterator[int]:
        """Yield the number of each try, having waited before every one but the first."""
        for number in range(self.tries):
            if number:
                wait = min(self.longest_s, self.first_s * 2 ** (number - 1))
                self.sleep(wait * (0.5 + 0.5 * self.fraction()))
            yield number
