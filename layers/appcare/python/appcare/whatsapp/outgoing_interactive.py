"""Messages that offer something to tap. Source: Meta, "Interactive messages" and "Flows"."""

from typing import Any

from appcare.domain.events.outgoing import (
    ButtonsContent,
    ContactRequestContent,
    FormContent,
    Framed,
    ListContent,
    Row,
    Section,
)
from appcare.whatsapp.outgoing_parts import present

FLOW_VERSION = "3"
"""Of the message, not of the form. Source: Meta, "Sending a Flow"."""


def buttons(content: ButtonsContent) -> dict[str, Any]:
    """Return a text with reply buttons."""
    offered = [{"type": "reply", "reply": {"id": one.id, "title": one.title}} for one in content.buttons]
    return _framed("button", content, {"buttons": offered})


def list_(content: ListContent) -> dict[str, Any]:
    """Return a text with a list."""
    sections = [_section(one) for one in content.sections]
    return _framed("list", content, {"button": content.button, "sections": sections})


def form(content: FormContent) -> dict[str, Any]:
    """Return a text with a form that begins with `screen`, or where it begins by itself."""
    first = present({"screen": content.screen, "data": content.data})
    parameters = {
        "flow_message_version": FLOW_VERSION,
        "flow_id": content.flow_id,
        "flow_name": content.flow_name,
        "flow_cta": content.button,
        "flow_token": content.token,
        "mode": "draft" if content.draft else None,
        "flow_action": "navigate" if first else None,
        "flow_action_payload": first,
    }
    return _framed("flow", content, {"name": "flow", "parameters": present(parameters)})


def contact_request(content: ContactRequestContent) -> dict[str, Any]:
    """Return a text with a button that shares the customer's phone number."""
    name = "request_contact_info"
    return {"type": name, "body": {"text": content.text}, "action": {"name": name}}


def _framed(type_: str, content: Framed, action: dict[str, Any]) -> dict[str, Any]:
    header = {"type": "text", "text": content.header} if content.header else None
    footer = {"text": content.footer} if content.footer else None
    frame = {"header": header, "body": {"text": content.text}, "footer": footer}
    return {"type": type_, **present(frame), "action": action}


def _section(section: Section) -> dict[str, Any]:
    return present({"title": section.title, "rows": [_row(row) for row in section.rows]})


def _row(row: Row) -> dict[str, Any]:
    return present({"id": row.id, "title": row.title, "description": row.description})
