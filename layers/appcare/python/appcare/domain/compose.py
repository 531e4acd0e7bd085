"""What an agent wrote, as messages that a channel can send: long texts are cut, each file is a message."""

from collections.abc import Mapping
from typing import Literal

from appcare.domain.events.agents import AttachedFile, Reply
from appcare.domain.events.outgoing import (
    LONGEST_NAME,
    LONGEST_TEXT,
    FileContent,
    OutgoingMessage,
    TextContent,
)
from appcare.domain.log import LogKey
from appcare.domain.outgoing import OwnMessage, message_id

Kind = Literal["image", "audio", "video", "document"]

KINDS: Mapping[str, Kind] = {
    "image/jpeg": "image",
    "image/png": "image",
    "video/mp4": "video",
    "video/3gpp": "video",
}
"""Types that a customer sees at once; audio too, and every other file is a document."""


def messages_of(reply: Reply, cause: LogKey) -> tuple[OwnMessage, ...]:
    """Return the messages that an answer goes out as, in order, each with its id."""
    return tuple(
        OwnMessage(message_id(cause, turn), turn, message) for turn, message in enumerate(_messages(reply))
    )


def cut(text: str, longest: int = LONGEST_TEXT) -> tuple[str, ...]:
    """Cut a text into pieces of at most `longest` characters, where lines or words end if it can be."""
    pieces: list[str] = []
    left = text.strip()
    while len(left) > longest:
        end = max(left.rfind("\n", 1, longest + 1), left.rfind(" ", 1, longest + 1))
        if end <= longest // 2:
            end = longest
        pieces.append(left[:end].rstrip())
        left = left[end:].lstrip()
    return (*pieces, left) if left else tuple(pieces)


def _messages(reply: Reply) -> tuple[OutgoingMessage, ...]:
    if reply.message is not None:
        return (reply.message,)
    texts = [OutgoingMessage(content=TextContent(kind="text", text=part)) for part in cut(reply.text or "")]
    return (*texts, *(OutgoingMessage(content=_file(one)) for one in reply.files))


def _file(file: AttachedFile) -> FileContent:
    mime_type = (file.mime_type or "").partition(";")[0].strip().lower()
    kind: Kind = "audio" if mime_type.startswith("audio/") else KINDS.get(mime_type, "document")
    name = file.name[:LONGEST_NAME] if file.name and kind == "document" else None
    return FileContent.model_construct(kind=kind, link=file.url, filename=name)  # whatever URL the CRM named
