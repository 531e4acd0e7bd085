"""An agent's answer over the API, and how far it comes: to the customer's phone, and back into the CRM."""

import uuid

import httpx

from playground.graph_view import GraphView, Sent, our_id_of
from playground.inbox_view import InboxView, event_of
from playground.places import LauncherError
from playground.stack import Stack
from playground.waiting import within

ANSWERED_S = 30.0
ARRIVES_S = 30.0


def ask_to_send(stack: Stack, contact_id: str, words: str) -> str:
    """Ask the API to send a customer a text; return our id of the message.

    Raises:
        LauncherError: the API did not take it.
    """
    answer = httpx.post(
        f"{stack.api_url}/contacts/{contact_id}/messages",
        json={"message": {"content": {"kind": "text", "text": words}}, "agent": "demo"},
        headers={**(stack.api_headers or {}), "Idempotency-Key": str(uuid.uuid4())},
        timeout=ANSWERED_S,
        trust_env=False,
    )
    if answer.status_code != httpx.codes.ACCEPTED:
        why = answer.json().get("detail", "") if answer.content else ""
        message = f"The API answered {answer.status_code}, not 202. {why}".rstrip()
        raise LauncherError(message)
    return str(answer.json()["id"])


def contact_of(stack: Stack, phone: str) -> str:
    """Return the contact id of a customer.

    Raises:
        LauncherError: nobody has written from this number.
    """
    answer = httpx.get(
        f"{stack.api_url}/contacts",
        params={"phone": phone},
        headers=stack.api_headers,
        timeout=ANSWERED_S,
        trust_env=False,
    )
    found = answer.json().get("contacts")
    if not found:
        message = f"Nobody has written from {phone}: `python -m playground send` does."
        raise LauncherError(message)
    return str(found[0]["id"])


def await_sent(stack: Stack, our_id: str) -> Sent:
    """Return what the Cloud API double got of a message, once it did.

    Raises:
        LauncherError: it got nothing in time.
    """
    graph, found = GraphView(stack.graph_url), list[Sent]()

    def is_there() -> bool:
        found[:] = [one for one in graph.sent() if our_id_of(one) == our_id]
        return bool(found)

    there = within(ARRIVES_S, is_there)
    graph.hang_up()
    if not there:
        message = f"The answer did not reach the Cloud API double within {ARRIVES_S:.0f} s."
        raise LauncherError(message)
    return found[0]


def await_statuses(inbox: InboxView, our_id: str, wanted: set[str]) -> None:
    """Return once the CRM knows how far a message came.

    Raises:
        LauncherError: it does not in time; the text names what is missing.
    """
    missing = set(wanted)

    def are_there() -> bool:
        told = (event_of(attempt)["data"].get("status") or {} for attempt in inbox.accepted())
        missing.difference_update(one["status"] for one in told if one.get("our_id") == our_id)
        return not missing

    if not within(ARRIVES_S, are_there):
        message = f"The CRM inbox was not told that the answer was {' and '.join(sorted(missing))}."
        raise LauncherError(message)
