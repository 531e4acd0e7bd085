"""Templates with what fills them. Source: Meta, "Templates" and "Sending a Flow" (as a template)."""

from collections.abc import Mapping
from typing import Any, assert_never

from appcare.domain.events.outgoing import TemplateButton, TemplateContent, TemplateHeader
from appcare.whatsapp.outgoing_parts import file, place, present


def template(content: TemplateContent, files: Mapping[str, str]) -> dict[str, Any]:
    """Return a template by its name and language, with what fills it.

    Raises:
        KeyError: its file was not uploaded.
    """
    components = [
        *([_filled("header", _header(content.header, files))] if content.header else []),
        *([_filled("body", *_body(content.body))] if content.body else []),
        *(_button(one) for one in content.buttons),
    ]
    language = {"policy": "deterministic", "code": content.language}
    return present({"name": content.name, "language": language, "components": components})


def _filled(type_: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    return {"type": type_, "parameters": list(parameters)}


def _header(header: TemplateHeader, files: Mapping[str, str]) -> dict[str, Any]:
    if header.location is not None:
        return {"type": "location", "location": place(header.location)}
    if header.kind is not None:
        return {"type": header.kind, header.kind: file(header, files)}
    return {"type": "text", "text": header.text}


def _body(said: tuple[str, ...] | dict[str, str]) -> list[dict[str, Any]]:
    if isinstance(said, dict):
        return [{"type": "text", "parameter_name": name, "text": text} for name, text in said.items()]
    return [{"type": "text", "text": text} for text in said]


def _button(button: TemplateButton) -> dict[str, Any]:
    return {"sub_type": button.type, "index": str(button.index)} | _filled("button", _value(button))


def _value(button: TemplateButton) -> dict[str, Any]:
    match button.type:
        case "url":
            return {"type": "text", "text": button.value}
        case "quick_reply":
            return {"type": "payload", "payload": button.value}
        case "copy_code":
            return {"type": "coupon_code", "coupon_code": button.value}
        case "flow":
            return {"type": "action", "action": {"flow_token": button.value}}
        case _:
            assert_never(button.type)
