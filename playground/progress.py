"""Says what is going on and how long each step took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class Progress:
    """Prints one line for each finished step, with a spinner meanwhile on a terminal."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._began = time.monotonic()

    @contextmanager
    def step(self, doing: str, done: str) -> Iterator[None]:
        """Say `doing` while the block runs and `done`, with its seconds, after it."""
        began = time.monotonic()
        with self.console.status(f"{doing} ..."):
            yield
        self.console.print(f"[green]✓[/] {done} [dim]{time.monotonic() - began:.1f} s[/]", highlight=False)

    def note(self, words: str) -> None:
        """Say something that is no step."""
        self.console.print(words, highlight=False)

    @property
    def seconds(self) -> float:
        """How long it all took so far."""
        return time.monotonic() - self._began
