"""What people read of an event: plain text, for CRMs whose messages are nothing but text.

What stands in square brackets is said by us, the rest by whoever wrote the message.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from appcare.crm.message_wording import message_lines, reasons
from appcare.crm.outgoing_wording import outgoing_lines
from appcare.domain.events import CrmEvent, EventData
from appcare.domain.events.agents import AgentReplied
from appcare.domain.events.calls import CallEnded, CallPermissionChanged, CallStarted
from appcare.domain.events.consents import ConsentRecorded
from appcare.domain.events.conversations import ConversationWindowClosing
from appcare.domain.events.customers import (
    CustomerIdentityChanged,
    CustomerNumberChanged,
    PreferenceChanged,
)
from appcare.domain.events.media import MediaLost, MediaStored, StoredMedia
from appcare.domain.events.messages import (
    EchoEdited,
    EchoReacted,
    EchoRevoked,
    EchoSent,
    MessageEdited,
    MessageReacted,
    MessageReceived,
    MessageRevoked,
    MessageStatusChanged,
)


class Voice(StrEnum):
    """Who says it: the customer, the company to the customer, or we to the agent (nobody else's to read)."""

    CUSTOMER = "customer"
    COMPANY = "company"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Wording:
    """What an agent reads of an event.

    Attributes:
        text: lines, never empty.
        message: whether it belongs to the conversation; what does not is worth no conversation of its own.
    """

    voice: Voice
    text: str
    message: bool = True


NameOf = Callable[[str], str]
"""wamid -> what the CRM's people know that message by, such as "note 32"; empty: they cannot tell."""


def wording_of(event: CrmEvent, name_of: NameOf = lambda _: "") -> Wording | None:
    """Return what an agent reads of an event; None: it has no place in a conversation.

    Args:
        event: what happened.
        name_of: how to speak of an earlier message.
    """
    data = event.data
    say = _SAYINGS.get(type(data))
    voice, lines = say(data, name_of) if say else (Voice.NOTE, ())
    text = "\n".join(lines).strip()
    return Wording(voice, text, message=type(data) in _MESSAGES) if text else None


def file_link(media: StoredMedia, why: str) -> str:
    """Return the note that stands for a file the CRM does not take.

    Args:
        media: the file.
        why: a few words, such as "too large".
    """
    until = f" (until {media.expires_at:%Y-%m-%d %H:%M} UTC at most)" if media.expires_at else ""
    lines = [_file_line(media), f"[Not attached: {why}]"]
    if media.url:
        lines.append(f"[Fetch it here{until}:] {media.url}")
    lines.append(f"[A fresh link comes from the API:] {media.link_path}")
    return "\n".join(lines)


_Said = tuple[Voice, Sequence[str]]


def _received(data: EventData, name_of: NameOf) -> _Said:
    return Voice.CUSTOMER, message_lines(cast("MessageReceived", data).message, name_of)


def _echoed(data: EventData, name_of: NameOf) -> _Said:
    lines = message_lines(cast("EchoSent", data).message, name_of)
    return Voice.COMPANY, ["[Written outside of AppCare]", *lines]


def _replied(data: EventData, name_of: NameOf) -> _Said:
    reply = cast("AgentReplied", data).reply
    if reply.message:
        return Voice.COMPANY, ["[Written over the API]", *outgoing_lines(reply.message, name_of)]
    files = [f"[File: {file.name or 'unnamed'}] {file.url}" for file in reply.files]
    return Voice.COMPANY, [
        f"[Answered in {reply.destination}]",
        *([reply.text] if reply.text else []),
        *files,
    ]


def _reacted(data: EventData, name_of: NameOf) -> _Said:
    data = cast("MessageReacted | EchoReacted", data)
    which = _which(data.reaction.to, name_of)
    if data.reaction.emoji:
        line = f"[Reacted to {which}] {data.reaction.emoji}"
    else:
        line = f"[Took back the reaction to {which}]"
    return _by(data), [line]


def _edited(data: EventData, name_of: NameOf) -> _Said:
    data = cast("MessageEdited | EchoEdited", data)
    which = _which(data.edit.of, name_of)
    return _by(data), [f"[Changed {which}; it says now:]", *message_lines(data.edit.message, name_of)]


def _revoked(data: EventData, name_of: NameOf) -> _Said:
    data = cast("MessageRevoked | EchoRevoked", data)
    return _by(data), [f"[Deleted {_which(data.revocation.of, name_of)}]"]


def _stored(data: EventData, name_of: NameOf) -> _Said:
    del name_of
    data = cast("MediaStored", data)
    care = ["[Take care: the file is not what the sender says it is]"] if data.media.type_differs else []
    return Voice.CUSTOMER, [_file_line(data.media), *care]


def _lost(data: EventData, name_of: NameOf) -> _Said:
    data = cast("MediaLost", data)
    name = f" {data.media.filename}" if data.media.filename else ""
    which = _which(data.message.wamid, name_of)
    return Voice.NOTE, [f"[The file{name} of {which} cannot be fetched: {data.reason}]"]


def _status(data: EventData, name_of: NameOf) -> _Said:
    data = cast("MessageStatusChanged", data)
    said = {"failed": "Not delivered to the customer", "unclear": "Nobody knows whether it was delivered"}
    if data.status.status not in said:
        return Voice.NOTE, ()
    which = name_of(data.message.wamid) or "a message of ours"
    failure = data.status.failure
    advice = [f"[{failure.advice}]"] if failure else []
    return Voice.NOTE, [f"[{said[data.status.status]}: {which}]", *reasons(data.status.errors), *advice]


def _window_closing(data: EventData, name_of: NameOf) -> _Said:
    del name_of
    window = cast("ConversationWindowClosing", data).window
    since, until = (f"{at:%Y-%m-%d %H:%M} UTC" for at in (window.waiting_since, window.ends_at))
    return Voice.NOTE, [
        f"[The customer has been waiting for an answer since {since}]",
        f"[Free text can be sent until {until}; after that only a template]",
    ]


def _call_started(data: EventData, name_of: NameOf) -> _Said:
    del name_of
    caller = cast("CallStarted", data).call.by
    return Voice.NOTE, ["[The customer is calling]"] if caller == "customer" else ()


def _call_ended(data: EventData, name_of: NameOf) -> _Said:
    del name_of
    data = cast("CallEnded", data)
    who = {"customer": "Call by the customer", "company": "Call to the customer"}.get(
        data.call.by or "", "Call"
    )
    if data.seconds is None:
        return Voice.NOTE, [f"[{who}: nobody talked]", *reasons(data.call.errors)]
    return Voice.NOTE, [f"[{who}: {data.seconds} seconds]", *reasons(data.call.errors)]


def _call_permission(data: EventData, name_of: NameOf) -> _Said:
    del name_of
    data = cast("CallPermissionChanged", data)
    if not data.allowed:
        return Voice.CUSTOMER, ["[Does not want to be called]"]
    until = f" until {data.expires_at:%Y-%m-%d %H:%M} UTC" if data.expires_at else ""
    return Voice.CUSTOMER, [f"[May be called{until}]"]


def _number_changed(data: EventData, name_of: NameOf) -> _Said:
    del name_of
    phone = cast("CustomerNumberChanged", data).new_phone
    return Voice.NOTE, [f"[The customer has a new number{f': +{phone}' if phone else ''}]"]


def _identity_changed(data: EventData, name_of: NameOf) -> _Said:
    del data, name_of
    return Voice.NOTE, ["[The customer's security code changed: a new telephone, or somebody else]"]


def _preference_changed(data: EventData, name_of: NameOf) -> _Said:
    del name_of
    data = cast("PreferenceChanged", data)
    what = (data.category or "messages of this kind").replace("_", " ")
    wishes = {"stop": f"Wants no more {what}", "resume": f"Wants {what} again"}
    return Voice.CUSTOMER, [f"[{wishes.get(data.choice, f'{what}: {data.choice}')}]"]


def _consent_recorded(data: EventData, name_of: NameOf) -> _Said:
    del name_of
    said = cast("ConsentRecorded", data).consent
    what = "agreed to be written to" if said.given else "does not agree to be written to any more"
    return Voice.NOTE, [f"[The customer {what} ({said.source})]", said.words]


_MESSAGES = frozenset(
    {MessageReceived, MessageEdited, EchoSent, AgentReplied, MediaStored, ConversationWindowClosing}
)
"""Worth a conversation where there is none. Somebody who waits is: nobody reads a closed ticket."""

_SAYINGS: dict[type[EventData], Callable[[EventData, NameOf], _Said]] = {
    MessageReceived: _received,
    MessageReacted: _reacted,
    MessageEdited: _edited,
    MessageRevoked: _revoked,
    MessageStatusChanged: _status,
    EchoSent: _echoed,
    AgentReplied: _replied,
    EchoReacted: _reacted,
    EchoEdited: _edited,
    EchoRevoked: _revoked,
    MediaStored: _stored,
    MediaLost: _lost,
    ConversationWindowClosing: _window_closing,
    CallStarted: _call_started,
    CallEnded: _call_ended,
    CallPermissionChanged: _call_permission,
    CustomerNumberChanged: _number_changed,
    CustomerIdentityChanged: _identity_changed,
    PreferenceChanged: _preference_changed,
    ConsentRecorded: _consent_recorded,
}


def _by(data: EventData) -> Voice:
    return Voice.COMPANY if isinstance(data, EchoReacted | EchoEdited | EchoRevoked) else Voice.CUSTOMER


def _which(wamid: str, name_of: NameOf) -> str:
    return name_of(wamid) or "an earlier message"


def _file_line(media: StoredMedia) -> str:
    return f"[File: {media.filename or 'unnamed'}, {media.mime_type}, {media.size:,} bytes]"
