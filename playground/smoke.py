"""One signed webhook through the whole pipeline, and how long each step took."""

from playground.aws import Emulator
from playground.deployment import outputs
from playground.inbox_view import Attempt, InboxView, wamid_of
from playground.places import LauncherError, Places
from playground.progress import Progress
from playground.stack import Stack, text_map
from playground.trace import STEPS, Trace, follow
from playground.waiting import within
from playground.whatsapp_phone import Phone, text, wamid, webhook_of

ARRIVES_S = 30.0
"""How long the event may take to reach the CRM inbox."""

CUSTOMER = "31612345678"


def send_one(places: Places, stack: Stack, progress: Progress) -> Trace:
    """Post one webhook, wait for it in the CRM inbox, and return its trace.

    Raises:
        LauncherError: it was refused, never arrived, is not signed, or a function kept silent.
    """
    message_id = wamid()
    with progress.step("Posting a signed webhook", "Signed webhook answered 200"):
        _post(stack, message_id)
    with progress.step("Waiting for the CRM inbox", "The CRM inbox has it, signature verified"):
        attempt = _await_arrival(stack, message_id)
    with progress.step("Reading the functions' log lines", "Log lines joined"):
        groups = text_map(outputs(places)["FunctionLogGroups"]).values()
        logs = Emulator(stack.aws_endpoint_url).logs()
        trace = follow(logs, groups, attempt["headers"]["webhook-id"])
    if not trace.is_complete:
        silent = ", ".join(step for step in STEPS if step not in trace.at)
        message = f"No log line says when the event was {silent}."
        raise LauncherError(message)
    return trace


def _post(stack: Stack, message_id: str) -> None:
    phone = Phone(stack)
    answer = phone.post(webhook_of(text(CUSTOMER, "Hello, is anybody there?", message_id=message_id)))
    phone.hang_up()
    if answer.status_code != 200:  # noqa: PLR2004 - Meta takes nothing else for a success
        message = f"The webhook was answered {answer.status_code}, not 200."
        raise LauncherError(message)


def _await_arrival(stack: Stack, message_id: str) -> Attempt:
    inbox = InboxView(stack.crm_inbox_url)
    arrived: list[Attempt] = []

    def is_there() -> bool:
        arrived[:] = [a for a in inbox.accepted() if a["verified"] and wamid_of(a) == message_id]
        return bool(arrived)

    there = within(ARRIVES_S, is_there)
    inbox.hang_up()
    if not there:
        message = f"The event did not reach the CRM inbox within {ARRIVES_S:.0f} s."
        raise LauncherError(message)
    return arrived[0]
