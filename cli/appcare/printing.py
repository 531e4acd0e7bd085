"""How the commands print: tables, times, and errors in one sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from appcare.domain.errors import AppCareError
from cli.appcare.deployment import DeploymentError

P = ParamSpec("P")

console = Console(soft_wrap=True)
"""Everything is printed here; lines are not cut."""

WIDEST = 10_000


def in_one_sentence(command: Callable[P, None]) -> Callable[P, None]:
    """Let a command end with one sentence and status 1 instead of a traceback."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (AppCareError, DeploymentError) as error:
            console.print("[red]✗[/]", end=" ")
            console.print(str(error), markup=False, highlight=False)
            raise typer.Exit(1) from None

    return told


def table(*columns: str) -> Table:
    """Return an empty table without lines, so that it can be cut and pasted."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column, no_wrap=True)
    return made


def print_table(shown: Table) -> None:
    """Print a table as wide as it is: an id that is broken in two can be copied by nobody."""
    shown.width = Measurement.get(console, console.options.update(width=WIDEST), shown).maximum
    console.print(shown, crop=False)


def counted(number: int, one: str, several: str = "") -> str:
    """Return a number of things in words: `1 letter`, `2 letters`; `several` where an s is not enough."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def moment(milliseconds: int) -> str:
    """Return Unix milliseconds as people read them, in UTC; empty for none."""
    if not milliseconds:
        return ""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def milliseconds(text: str | None) -> int | None:
    """Read a time with its zone, such as 2026-11-22T12:00:00Z; None stays None.

    Raises:
        typer.BadParameter: it is none.
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        message = f"{text!r} is no time with its zone: write it like 2026-11-22T12:00:00Z."
        raise typer.BadParameter(message)
    return round(at.timestamp() * 1000)


@contextmanager
def bar(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show a progress bar where there is a terminal; yield what is told how far it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)
