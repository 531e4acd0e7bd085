"""The whole pipeline with a conversation running through it, for people to look at."""

import os
import signal
import sys

from rich.table import Table

from playground.agent_answer import ask_to_send, await_sent, await_statuses
from playground.conversation import ANSWER, SANNE, conversation
from playground.graph_view import words_of
from playground.inbox_view import Attempt, InboxView, event_of
from playground.places import REGION, REPOSITORY, LauncherError, Places
from playground.progress import Progress
from playground.stack import Stack
from playground.waiting import within
from playground.whatsapp_phone import Phone

EVENTS = 8
"""How many events the sample conversation makes."""

ARRIVE_S = 60.0


def show_conversation(stack: Stack, progress: Progress) -> None:
    """Post the sample conversation and show what the CRM got.

    Raises:
        LauncherError: a webhook was refused, or not all events arrived.
    """
    phone, inbox = Phone(stack), InboxView(stack.crm_inbox_url)
    before = len(inbox.accepted())
    for words, body in conversation():
        with progress.step(words, words):
            status = phone.post(body).status_code
        if status != 200:  # noqa: PLR2004 - Meta takes nothing else for a success
            message = f"The webhook was answered {status}, not 200."
            raise LauncherError(message)
    arrived: list[Attempt] = []

    def are_there() -> bool:
        arrived[:] = inbox.accepted()[before:]
        return len(arrived) >= EVENTS

    with progress.step("Waiting for the CRM inbox", "The CRM inbox has them all"):
        there = within(ARRIVE_S, are_there)
    progress.console.print(_table(arrived))
    phone.hang_up()
    if not there:
        message = f"Only {len(arrived)} of {EVENTS} events reached the CRM inbox within {ARRIVE_S:.0f} s."
        raise LauncherError(message)
    _show_answer(stack, progress, inbox, arrived)
    inbox.hang_up()


def _show_answer(stack: Stack, progress: Progress, inbox: InboxView, arrived: list[Attempt]) -> None:
    """Answer Sanne as an agent does over the API, and show her phone."""
    contacts = (event_of(attempt)["data"]["contact"] for attempt in arrived)
    contact_id = next(one["id"] for one in contacts if one.get("phone") == SANNE)
    with progress.step("An agent answers by API", "An agent answered Sanne by API"):
        our_id = ask_to_send(stack, contact_id, ANSWER)
    with progress.step("Waiting for Sanne's phone", "Her phone has it, by one call to the Cloud API"):
        sent = await_sent(stack, our_id)
    with progress.step("Waiting for its statuses", "The CRM inbox knows that it was sent and delivered"):
        await_statuses(inbox, our_id, {"sent", "delivered"})
    progress.note(f"\nSanne's phone: [bold]{words_of(sent)}[/]")


def show_what_to_look_at(places: Places, stack: Stack, progress: Progress) -> None:
    """Print where things are and what to type."""
    python = os.path.relpath(sys.executable, REPOSITORY)
    inbox, behaviour = stack.crm_inbox_url, '{"status": 503, "times": 3}'
    lines = {
        "What the CRM got": f"curl -s {inbox}/events",
        "Let the CRM refuse three deliveries": f"curl {inbox}/behaviour -d '{behaviour}'",
        "Write as a customer": f"{python} -m playground send 'Your words' --phone 31612345678",
        "What customers' phones got": f"curl -s {stack.graph_url}/sent",
        "Answer as an agent": f"{python} -m playground answer 'Your words' --phone 31612345678",
        "URLs, secrets, tables, queues": str(places.stack_file),
        "What the processes say": str(places.logs),
        "The emulated AWS": f"AWS_ENDPOINT_URL={stack.aws_endpoint_url} (any keys, region {REGION})",
    }
    progress.note("\nWhat to look at")
    for what, where in lines.items():
        progress.note(f"  [bold]{what}[/]\n    {where}")


def stay_until_interrupted(progress: Progress) -> None:
    """Wait for Ctrl-C."""
    progress.note("\nRunning. [bold]Ctrl-C[/] ends it.")
    try:
        signal.pause()
    except KeyboardInterrupt:
        progress.note("")


def _table(arrived: list[Attempt]) -> Table:
    table = Table(title="What the CRM inbox has", title_justify="left")
    for column in ("event", "customer", "what", "signature"):
        table.add_column(column)
    for attempt in arrived:
        event = event_of(attempt)
        verified = "[green]verified[/]" if attempt["verified"] else "[red]wrong[/]"
        table.add_row(event["type"], _customer(event["data"]), _what(event["data"]), verified)
    return table


def _customer(data: dict[str, dict[str, str]]) -> str:
    contact = data["contact"]
    return contact.get("name") or contact.get("phone") or contact.get("username") or contact["id"]


def _what(data: dict[str, dict[str, object]]) -> str:
    message, status = data.get("message") or {}, data.get("status") or {}
    media = message.get("media")
    if isinstance(media, dict):
        return f"{message.get('kind')}: {media.get('caption') or ''}"
    return str(message.get("text") or status.get("status") or "")
