"""Our messages as bodies of requests to the Cloud API. Pure: nothing is looked up, nothing is called.

Source: Meta, "Messages" (POST /{version}/{phone number id}/messages) of v26.0, and "Business-scoped user IDs"
for `recipient`.
"""

from collections.abc import Mapping
from typing import Any, assert_never

from appcare.application.send_ports import Recipient
from appcare.domain.events.outgoing import (
    ButtonsContent,
    CardsContent,
    ContactRequestContent,
    Content,
    FileContent,
    FormContent,
    ListContent,
    LocationContent,
    OutgoingMessage,
    ReactionContent,
    TemplateContent,
    TextContent,
)
from appcare.whatsapp.outgoing_cards import card
from appcare.whatsapp.outgoing_interactive import buttons, contact_request, form, list_
from appcare.whatsapp.outgoing_parts import file, place
from appcare.whatsapp.outgoing_template import template

PRODUCT = {"messaging_product": "whatsapp"}


def message_body(
    to: Recipient, message: OutgoingMessage, our_id: str, files: Mapping[str, str]
) -> dict[str, Any]:
    """Return the request that sends a message.

    Args:
        to: whom to; the phone number counts where both are known.
        message: what.
        our_id: comes back with every status.
        files: our upload id -> Meta's media id; see `missing_files`.

    Raises:
        KeyError: a file of the message is not in `files`.
        ValueError: `to` names nobody.
    """
    type_, said = _said(message.content, files)
    answers = {"context": {"message_id": message.reply_to}} if message.reply_to else {}
    return {
        **PRODUCT,
        "recipient_type": "individual",
        **_whom(to),
        **answers,
        "type": type_,
        type_: said,
        "biz_opaque_callback_data": our_id,
    }


def read_body(wamid: str, *, typing: bool) -> dict[str, Any]:
    """Return the request that marks a message as read; `typing` shows for up to 25 seconds that we write."""
    body: dict[str, Any] = {**PRODUCT, "status": "read", "message_id": wamid}
    return {**body, "typing_indicator": {"type": "text"}} if typing else body


def missing_files(message: OutgoingMessage, files: Mapping[str, str]) -> bool:
    """Whether a message has a file that Meta has no id of."""
    match message.content:
        case FileContent(upload_id=str(upload_id)):
            return upload_id not in files
        case TemplateContent(header=header) if header is not None and header.upload_id is not None:
            return header.upload_id not in files
        case _:
            return False


def _whom(to: Recipient) -> dict[str, str]:
    if to.phone:
        return {"to": to.phone}
    if to.bsuid:
        return {"recipient": to.bsuid}
    message = "a message needs somebody to go to"
    raise ValueError(message)


def _said(content: Content, files: Mapping[str, str]) -> tuple[str, Any]:
    """Return Meta's type of a message, and what stands under it."""
    match content:
        case FileContent():
            return content.kind, file(content, files)
        case TemplateContent():
            return "template", template(content, files)
        case ButtonsContent() | ListContent() | FormContent() | ContactRequestContent():
            return "interactive", _interactive(content)
        case _:
            return _plain(content)


def _plain(content: TextContent | LocationContent | CardsContent | ReactionContent) -> tuple[str, Any]:
    match content:
        case TextContent():
            return "text", {"body": content.text, "preview_url": content.preview_link}
        case LocationContent():
            return "location", place(content.location)
        case CardsContent():
            return "contacts", [card(one) for one in content.contacts]
        case ReactionContent():
            return "reaction", {"message_id": content.message, "emoji": content.emoji or ""}
        case _:
            assert_never(content)


def _interactive(
    content: ButtonsContent | ListContent | FormContent | ContactRequestContent,
) -> dict[str, Any]:
    match content:
        case ButtonsContent():
            return buttons(content)
        case ListContent():
            return list_(content)
        case FormContent():
            return form(content)
        case ContactRequestContent():
            return contact_request(content)
        case _:
            assert_never(content)
