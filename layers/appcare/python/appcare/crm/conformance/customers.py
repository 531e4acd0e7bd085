"""Made-up customers and what they do, as events. No two checks share a customer, or an id."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Literal

from appcare.domain.events import (
    ContactRef,
    ConversationRef,
    CrmEvent,
    EventData,
    Media,
    Message,
    MessageReceived,
    MessageRef,
    MessageStatusChanged,
    NumberRef,
    Status,
    Unknown,
)
from appcare.domain.events.content import Edit, Reaction, Revocation
from appcare.domain.events.conversations import ClosingWindow, ConversationWindowClosing
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.media import LostMedia, MediaLost, MediaStored, StoredMedia
from appcare.domain.events.messages import EchoSent, MessageEdited, MessageReacted, MessageRevoked
from appcare.domain.events.model import ChannelError

NUMBER = NumberRef(id="106540352242922", name="support")
START = 1_795_348_800

StatusWord = Literal["sent", "delivered", "read", "played", "failed"]


def message_in(event: CrmEvent) -> Message:
    """Return what somebody wrote in an event that `writes`, `sends_picture` or `company_writes` returned."""
    if not isinstance(event.data, MessageReceived | EchoSent):
        message = f"nobody writes in a {event.type}"
        raise TypeError(message)
    return event.data.message


def _digits(length: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(length))


def _our_id() -> str:
    return "msg_" + secrets.token_hex(13)


def _phone() -> str:
    """Return a number that can be dialled nowhere: `00` does not begin a number of the Netherlands."""
    return "3100" + _digits(7)


@dataclass
class Customer:
    """One customer in one conversation; each method returns the event of what happens next."""

    id: str = field(default_factory=lambda: "ctc_" + secrets.token_hex(13))
    phone: str | None = field(default_factory=_phone)
    name: str | None = "Anna Conformance"
    bsuid: str | None = field(default_factory=lambda: "NL." + _digits(16))

    def __post_init__(self) -> None:
        """Begin a conversation."""
        self._turns = count()
        self.conversation_id = "cnv_" + secrets.token_hex(13)

    @property
    def contact(self) -> ContactRef:
        """The customer, as events name them."""
        return ContactRef(id=self.id, bsuid=self.bsuid, phone=self.phone, name=self.name)

    def writes(self, text: str) -> CrmEvent:
        """Write a text."""
        wamid = self._wamid()
        return self._event(
            "message.received", MessageReceived, message=Message(wamid=wamid, kind="text", text=text)
        )

    def sends_picture(self) -> CrmEvent:
        """Send a picture; its file comes later."""
        media = Media(id=_digits(16), mime_type="image/png")
        message = Message(wamid=self._wamid(), kind="image", media=media)
        return self._event("message.received", MessageReceived, message=message)

    def file_of(self, picture: CrmEvent, content: bytes, url: str, size: int | None = None) -> CrmEvent:
        """Have the file of a picture arrive."""
        message = message_in(picture)
        media = StoredMedia(
            id=message.media.id if message.media else "",
            mime_type="image/png",
            size=len(content) if size is None else size,
            sha256=hashlib.sha256(content).hexdigest(),
            filename="parcel é.png",
            url=url,
            link_path=f"/v1/contacts/{self.id}/media/{_digits(16)}",
        )
        return self._event("media.stored", MediaStored, message=MessageRef(wamid=message.wamid), media=media)

    def file_lost(self, picture: CrmEvent) -> CrmEvent:
        """Have the file of a picture be lost."""
        message = message_in(picture)
        return self._event(
            "media.lost",
            MediaLost,
            message=MessageRef(wamid=message.wamid),
            media=LostMedia(id=message.media.id if message.media else ""),
            reason="gone",
        )

    def company_writes(self, text: str) -> CrmEvent:
        """Have the company write from its phone."""
        return self._event(
            "echo.sent", EchoSent, message=Message(wamid=self._wamid(), kind="text", text=text)
        )

    def status(self, wamid: str, word: StatusWord) -> CrmEvent:
        """Have a message of ours come so far."""
        errors = (ChannelError(code=131026, title="Message undeliverable"),) if word == "failed" else ()
        return self._event(
            f"message.{word}",
            MessageStatusChanged,
            message=MessageRef(wamid=wamid),
            status=Status(status=word, errors=errors),
        )

    def is_not_sent_to(self) -> CrmEvent:
        """Have a message of ours be refused before Meta gave it an id."""
        failure = Failure(reason=FailureClass.WINDOW_CLOSED, advice="Send a template instead.")
        return self._of_ours("message.failed", Status(status="failed", our_id=_our_id(), failure=failure))

    def may_have_got_one(self) -> CrmEvent:
        """Have a message of ours go out, and nobody hear what became of it."""
        failure = Failure(reason=FailureClass.UNCLEAR, advice="Ask whether it came.")
        return self._of_ours("message.unclear", Status(status="unclear", our_id=_our_id(), failure=failure))

    def waits_too_long(self) -> CrmEvent:
        """Have the window close while nobody answers."""
        since = datetime.fromtimestamp(START, UTC)
        window = ClosingWindow(waiting_since=since, ends_at=since + timedelta(days=1))
        return self._event("conversation.window_closing", ConversationWindowClosing, window=window)

    def does_other_things(self, wamid: str) -> list[CrmEvent]:
        """React to, edit and revoke a message, miss ours, and do what there is no word for yet."""
        here = {"message": MessageRef(wamid=self._wamid())}
        edited = Message(wamid=wamid, kind="text", text="edited")
        return [
            self._event("message.reacted", MessageReacted, **here, reaction=Reaction(emoji="👍", to=wamid)),
            self._event("message.reacted", MessageReacted, **here, reaction=Reaction(to="")),
            self._event("message.edited", MessageEdited, **here, edit=Edit(of=wamid, message=edited)),
            self._event("message.revoked", MessageRevoked, **here, revocation=Revocation(of=wamid)),
            self.is_not_sent_to(),
            self.may_have_got_one(),
            self.waits_too_long(),
            self._event("unknown", Unknown, field="messages", raw={"new": "thing"}),
            self._event("unknown", Unknown, conversation=None, field="account_update", raw={}),
        ]

    def _of_ours(self, type_: str, status: Status) -> CrmEvent:
        return self._event(type_, MessageStatusChanged, message=MessageRef(wamid=""), status=status)

    def _wamid(self) -> str:
        return f"wamid.{secrets.token_urlsafe(24)}"

    def _event(self, type_: str, kind: type[EventData], **parts: Any) -> CrmEvent:
        turn = next(self._turns)
        around = {
            "order": f"{(START + turn) * 1000}#{turn:04d}#{type_}",
            "occurred_at": datetime.fromtimestamp(START + turn, UTC),
            "number": NUMBER,
            "contact": self.contact,
            "conversation": ConversationRef(id=self.conversation_id),
        }
        return CrmEvent(
            id="evt_" + secrets.token_hex(13),
            type=type_,
            source=f"/whatsapp/{NUMBER.id}",
            subject=self.id,
            data=kind(**{**around, **parts}),
        )
