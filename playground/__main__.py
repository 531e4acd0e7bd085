"""The commands of the local stack: `python -m playground up|down|smoke|demo|status|send|answer`."""

import signal
import sys
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, ParamSpec

import typer
from rich.console import Console

from playground.agent_answer import ask_to_send, await_sent, contact_of
from playground.background import processes
from playground.demo import show_conversation, show_what_to_look_at, stay_until_interrupted
from playground.launcher import bring_up, running, take_down
from playground.places import LauncherError, places
from playground.progress import Progress
from playground.smoke import send_one
from playground.stack import Stack
from playground.whatsapp_phone import Phone, text, webhook_of

P = ParamSpec("P")

app = typer.Typer(help="The whole pipeline on this machine.", no_args_is_help=True, add_completion=False)
console = Console(soft_wrap=True)


def _in_one_sentence(command: Callable[P, None]) -> Callable[P, None]:
    """Let a command end with one sentence instead of a traceback."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except LauncherError as error:
            console.print("[red]✗[/]", end=" ")
            console.print(str(error), markup=False, highlight=False)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            console.print("Interrupted; everything that was started has ended.")
            raise typer.Exit(130) from None

    return told


@app.command()
@_in_one_sentence
def up() -> None:
    """Start the stack in the background; return when it is ready."""
    here, progress = places(), Progress(console)
    if running(here):
        progress.note(f"Already up; `make down` ends it. {here.stack_file} has its URLs.")
        return
    bring_up(here, progress)
    progress.note(f"Up after {progress.seconds:.0f} s. {here.stack_file} has its URLs; `make down` ends it.")


@app.command()
@_in_one_sentence
def down() -> None:
    """End everything that was started."""
    console.print("Down." if take_down(places()) else "Nothing was running.")


@app.command()
@_in_one_sentence
def status() -> None:
    """Say what runs."""
    here = places()
    for name, alive in processes(here).items():
        console.print(f"{name}: {'runs' if alive else 'has ended'}")
    console.print(f"The stack is up: {here.stack_file}" if running(here) else "The stack is not up.")


@app.command()
@_in_one_sentence
def smoke() -> None:
    """Send one webhook through the whole pipeline and print its trace."""
    here, progress = places(), Progress(console)
    was_up = running(here)
    if was_up:
        progress.note("The stack is up already: this one is used, and stays up.")
    try:
        stack = was_up or bring_up(here, progress)
        console.print(send_one(here, stack, progress).table())
    finally:
        if not was_up:
            with progress.step("Ending everything", "Down"):
                take_down(here)
    progress.note(f"It works: {progress.seconds:.0f} s in total.")


@app.command()
@_in_one_sentence
def demo() -> None:
    """Run a sample conversation through the whole pipeline; stay until Ctrl-C."""
    here, progress = places(), Progress(console)
    was_up = running(here)
    try:
        stack = was_up or bring_up(here, progress)
        show_conversation(stack, progress)
        show_what_to_look_at(here, stack, progress)
        stay_until_interrupted(progress)
    finally:
        if not was_up:
            with progress.step("Ending everything", "Down"):
                take_down(here)


@app.command()
@_in_one_sentence
def send(
    words: str,
    phone: Annotated[str, typer.Option(help="The customer's number, digits only.")] = "31612345678",
) -> None:
    """Send a text message to the running stack as a customer."""
    answer = Phone(_the_stack(phone)).post(webhook_of(text(phone, words)))
    console.print(f"Answered {answer.status_code}.")


@app.command()
@_in_one_sentence
def answer(
    words: str,
    phone: Annotated[str, typer.Option(help="The customer's number, digits only.")] = "31612345678",
) -> None:
    """Answer a customer over the API of the running stack as an agent; return when it is on their phone."""
    stack = _the_stack(phone)
    await_sent(stack, ask_to_send(stack, contact_of(stack, phone), words))
    console.print("It is on the customer's phone.")


def _the_stack(phone: str) -> Stack:
    """Return the running stack, for somebody with this phone number.

    Raises:
        LauncherError: it is not up, or that is no number.
    """
    if not (phone.isascii() and phone.isdigit()):
        message = f"{phone!r} is no phone number: digits only, with the country code, without plus."
        raise LauncherError(message)
    stack = running(places())
    if not stack:
        message = "The stack is not up: `make up` starts it."
        raise LauncherError(message)
    return stack


def _end_on_request(*_: Any) -> None:
    """Treat a request to end like Ctrl-C, so that nothing is left running."""
    raise KeyboardInterrupt


def main() -> None:
    """Run the command that was typed."""
    signal.signal(signal.SIGTERM, _end_on_request)
    try:
        app(prog_name="python -m playground")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
