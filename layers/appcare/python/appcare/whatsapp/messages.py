"""Messages and statuses in our words; what has no word yet is `unsupported` and goes out raw."""

from collections.abc import Mapping
from typing import Any, Literal, cast

from appcare.domain.events import Media, Message, Status, StatusError
from appcare.whatsapp.payload import child, children, text, whole

MediaKind = Literal["image", "audio", "video", "document", "sticker"]
MEDIA_KINDS = ("image", "audio", "video", "document", "sticker")

StatusWord = Literal["sent", "delivered", "read", "played", "failed"]


def message(update: Mapping[str, Any]) -> Message:
    """Translate a message; never raises."""
    wamid = text(update, "id") or ""
    kind = text(update, "type")
    reply_to = text(child(update, "context"), "id")
    body = _plain_text(child(update, "text").get("body"))
    if kind == "text" and body is not None:
        return Message(wamid=wamid, kind="text", text=body, reply_to=reply_to)
    if kind in MEDIA_KINDS and (media := _media(child(update, kind))):
        found = cast("MediaKind", kind)
        return Message(wamid=wamid, kind=found, text=media.caption, media=media, reply_to=reply_to)
    return Message(wamid=wamid, kind="unsupported", reply_to=reply_to)


def _plain_text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _media(found: Mapping[str, Any]) -> Media | None:
    media_id = text(found, "id")
    if media_id is None:
        return None
    return Media(
        id=media_id,
        mime_type=text(found, "mime_type"),
        sha256=text(found, "sha256"),
        caption=text(found, "caption"),
        filename=text(found, "filename"),
        voice=found.get("voice") is True,
    )


def status(update: Mapping[str, Any]) -> Status:
    """Translate a status whose word is one of ours; never raises for those."""
    return Status(
        status=cast("StatusWord", text(update, "status")),
        errors=tuple(_error(error) for error in children(update, "errors")),
        our_id=text(update, "biz_opaque_callback_data"),
    )


def _error(error: Any) -> StatusError:
    return StatusError(
        code=whole(error, "code"),
        title=text(error, "title"),
        details=text(child(error, "error_data"), "details") or text(error, "details"),
    )
