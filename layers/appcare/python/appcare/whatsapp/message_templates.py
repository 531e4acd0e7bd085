"""Reads Graph's list of message templates."""

from collections.abc import Mapping
from typing import Any

from appcare.domain.message_templates import (
    Blanks,
    Known,
    MessageTemplate,
    Shape,
    Slot,
    blanks_of,
    language_of,
    text_header,
)
from appcare.whatsapp.payload import child, children, text
from appcare.whatsapp.said import lower

FIELDS = "name,language,status,category,quality_score,components"
"""What is asked for; Graph leaves out the quality unless it is."""

HEADERS = {
    "image": "image",
    "video": "video",
    "gif": "video",
    "document": "document",
    "location": "location",
}
"""Meta's format of a header -> what fills it; another one is not known."""

UNFILLED = frozenset({"phone_number", "voice_call", "url"})
"""Buttons that nothing fills; a URL only where it has no blank."""

FILLED = {
    "quick_reply": Slot("quick_reply"),
    "copy_code": Slot("copy_code", required=True),
    "flow": Slot("flow"),
    "otp": Slot("url", required=True),
}
"""Buttons that something can fill, by Meta's type. A one-time password's button is sent as a URL's.

Source: Meta, "Template components" and "Authentication templates".
"""

BEYOND = frozenset({"carousel", "limited_time_offer"})
"""Components that need what a message of ours cannot hold."""


def templates_of(answer: Mapping[str, Any], waba_id: str, at: int) -> list[MessageTemplate]:
    """Return the templates on one page of Graph's answer; what has no name or language is left out.

    Args:
        answer: the page.
        waba_id: whose list it is.
        at: the moment that what it says is true at, Unix milliseconds.
    """
    return [
        MessageTemplate(
            waba_id=waba_id,
            name=name,
            language=language_of(language),
            status=Known(lower(one, "status") or "", at),
            category=Known(lower(one, "category") or "", at),
            quality=Known(lower(child(one, "quality_score"), "score") or "", at),
            shape=Known(shape_of(one), at),
        )
        for one in children(answer, "data")
        if (name := text(one, "name")) and (language := text(one, "language"))
    ]


def shape_of(template: Mapping[str, Any]) -> Shape:
    """Return what has to be filled of a template as Graph describes it."""
    if not children(template, "components"):
        return Shape()
    parts = {kind: one for one in children(template, "components") if (kind := lower(one, "type"))}
    body = text(parts.get("body"), "text")
    return Shape(
        header=_header(parts.get("header")),
        body=Blanks() if "body" not in parts else blanks_of(body) if body else None,
        buttons=_buttons(parts.get("buttons")),
        beyond=next((kind for kind in parts if kind in BEYOND), ""),
    )


def _header(header: Mapping[str, Any] | None) -> str | None:
    if header is None:
        return "none"
    kind = lower(header, "format")
    if kind == "text":
        return text_header(text(header, "text") or "")
    return HEADERS.get(kind or "")


def _buttons(part: Mapping[str, Any] | None) -> tuple[Slot, ...] | None:
    if part is None:
        return ()
    return tuple(_slot(one) for one in children(part, "buttons"))


def _slot(button: Any) -> Slot:
    kind = lower(button, "type") or ""
    if kind == "url" and not blanks_of(text(button, "url") or "").is_none:
        return Slot("url", required=True)
    if kind in UNFILLED:
        return Slot("")
    return FILLED.get(kind, Slot(None))
