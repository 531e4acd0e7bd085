"""What django-helpdesk tells of follow-ups: whether it is the one that tells, and what an agent answered."""

import base64
import binascii
import hmac
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from appcare.application.adapter_ports import (
    AgentReply,
    CallbackRefusal,
    CallbackRefusedError,
    RawRequest,
    ReplyFile,
)
from appcare.crm.django_helpdesk import mapping
from appcare.crm.django_helpdesk.escaping import unshown
from appcare.crm.django_helpdesk.options import HelpdeskOptions

Json = dict[str, Any]


def must_carry(request: RawRequest, passwords: Iterable[str]) -> None:
    """Make sure that a callback carries one of the passwords as HTTP Basic; the user name is free.

    Raises:
        CallbackRefusedError: UNSIGNED: it does not.
    """
    given = _password(request.headers.get("authorization", ""))
    # Every one is compared, so that the time it takes tells nothing.
    matches = [hmac.compare_digest(given, one.encode()) for one in passwords if one]
    if not (given and any(matches)):
        message = "The callback's password is missing or wrong: put it into the URL, as user:password@."
        raise CallbackRefusedError(CallbackRefusal.UNSIGNED, message)


def replies_in(body: bytes, url: str, options: HelpdeskOptions) -> Sequence[AgentReply]:
    """Return the answer in a callback; empty: it is none, or not to a customer of ours.

    Args:
        body: the whole ticket, and which of its follow-ups is new.
        url: where the help desk is; files are told by their paths.
        options: our user, and where our id of the customer stands.

    Raises:
        CallbackRefusedError: UNREADABLE: it is no follow-up of django-helpdesk.
    """
    ticket, entry = _new_in(body)
    contact_id = ticket.get(options.contact_field)
    author, public = entry.get("user"), entry.get("public")
    if not public or author is None or author == options.bot_user or not contact_id:
        return ()
    text = mapping.MARKER.sub("", unshown(str(entry.get("comment") or ""))).strip()
    files = tuple(_file(one, url) for one in mapping.dicts(entry.get("followupattachment_set")))
    if not text and not files:
        return ()
    return (
        AgentReply(
            id=str(entry["id"]),
            conversation=str(ticket["id"]),
            contact_id=str(contact_id),
            text=text,
            files=files,
            agent=str(author),
            at=_moment(entry.get("date")),
        ),
    )


def _password(authorization: str) -> bytes:
    """Return the password of an HTTP Basic header; empty: there is none. Source: RFC 7617."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(credentials.strip(), validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return b""


def _new_in(body: bytes) -> tuple[Json, Json]:
    """Return the ticket and the follow-up that a callback is about."""
    try:
        found = json.loads(body)
        ticket, new = found["ticket"], found["followup_id"]
        entry = next(one for one in mapping.follow_ups(ticket) if one["id"] == new)
        int(ticket["id"])
    except (ValueError, TypeError, KeyError, AttributeError, StopIteration, RecursionError) as error:
        message = "This is no follow-up of django-helpdesk."
        raise CallbackRefusedError(CallbackRefusal.UNREADABLE, message) from error
    return ticket, entry


def _file(attachment: Json, url: str) -> ReplyFile:
    try:
        place = urljoin(url, str(attachment.get("file") or ""))
    except ValueError as error:
        raise CallbackRefusedError(CallbackRefusal.UNREADABLE, "A file's URL is none.") from error
    return ReplyFile(
        url=place,
        name=str(attachment.get("filename") or ""),
        mime_type=str(attachment.get("mime_type") or ""),
    )


def _moment(date: object) -> int | None:
    """Return when a follow-up was written, Unix milliseconds; None: it does not say."""
    try:
        return int(datetime.fromisoformat(str(date)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
