"""`python -m bench`: brings a stack up where it is needed, and prints what it measures."""

from typing import Annotated

import typer
from rich.console import Console

from bench.decision import decision
from bench.local_stack import own_stack
from bench.neighbour import neighbour
from bench.pace import pace
from playground.places import LauncherError

BY_ITSELF = {"decision": decision}
ON_A_STACK = {"pace": pace, "neighbour": neighbour}
PARTS = (*BY_ITSELF, *ON_A_STACK)

app = typer.Typer(add_completion=False)


Parts = Annotated[list[str] | None, typer.Argument(help=f"Of {', '.join(PARTS)}; none: all.")]


@app.command()
def main(parts: Parts = None) -> None:
    """Measure and print ratios."""
    wanted = parts or list(PARTS)
    unknown = [part for part in wanted if part not in PARTS]
    console = Console()
    if unknown:
        console.print(f"There is no part named {unknown[0]}; there are {', '.join(PARTS)}.")
        raise typer.Exit(2)
    for part in (part for part in wanted if part in BY_ITSELF):
        console.rule(part)
        BY_ITSELF[part](console)
    if on_stack := [part for part in wanted if part in ON_A_STACK]:
        _on_a_stack(on_stack, console)


def _on_a_stack(parts: list[str], console: Console) -> None:
    try:
        with own_stack(Console(stderr=True)) as stack:
            for part in parts:
                console.rule(part)
                ON_A_STACK[part](stack, console)
    except LauncherError as error:
        console.print(str(error))
        raise typer.Exit(1) from error


if __name__ == "__main__":
    app()
