"""`python -m bench`: brings a stack up and prints what it measures."""

from typing import Annotated

import typer
from rich.console import Console

from bench.local_stack import own_stack
from bench.neighbour import neighbour
from bench.pace import pace
from playground.places import LauncherError

PARTS = {"pace": pace, "neighbour": neighbour}

app = typer.Typer(add_completion=False)


Parts = Annotated[list[str] | None, typer.Argument(help=f"Of {', '.join(PARTS)}; none: all.")]


@app.command()
def main(parts: Parts = None) -> None:
    """Measure the local stack and print ratios."""
    wanted = parts or list(PARTS)
    unknown = [part for part in wanted if part not in PARTS]
    console = Console()
    if unknown:
        console.print(f"There is no part named {unknown[0]}; there are {', '.join(PARTS)}.")
        raise typer.Exit(2)
    try:
        with own_stack(Console(stderr=True)) as stack:
            for part in wanted:
                console.rule(part)
                PARTS[part](stack, console)
    except LauncherError as error:
        console.print(str(error))
        raise typer.Exit(1) from error


if __name__ == "__main__":
    app()
