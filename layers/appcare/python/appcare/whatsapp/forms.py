"""Filled-in forms (flows): their answers, and the files that customers picked in them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from appcare.domain.events.content import Form, Media
from appcare.whatsapp.heard import mark
from appcare.whatsapp.payload import glance, text

DEEPEST = 50
"""Answers of a form that nest deeper go out as text: who writes them as JSON would not get through."""


def form(filled: Mapping[str, Any]) -> Form:
    """Translate `nfm_reply`."""
    said, answers = filled.get("response_json"), answers_of(filled)
    written = None if answers is not None else _as_text(said)
    if answers is not None or written is not None:
        mark(filled, "response_json")
    files = tuple(_media(file) for file in files_in(answers))
    return Form(name=text(filled, "name"), answers=answers, text=written, files=files)


def answers_of(filled: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the answers, by the form's own names; None where they are no object that fits JSON."""
    said = filled.get("response_json")
    if isinstance(said, str):
        try:
            said = json.loads(said, parse_constant=_refuse)
        except (ValueError, RecursionError):
            return None
    return said if isinstance(said, dict) and _fits_json(said) else None


def files_in(answers: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    """Yield the files that were picked: objects with an id and a digest, in a list under a field's name.

    Source: Meta, "Media upload components", response message.
    """
    for listed in (answers or {}).values():
        for one in listed if isinstance(listed, list) else ():
            if glance(one, "id") and glance(one, "sha256"):
                yield one


def _media(file: Mapping[str, Any]) -> Media:
    return Media(
        id=glance(file, "id") or "",
        mime_type=glance(file, "mime_type"),
        sha256=glance(file, "sha256"),
        filename=glance(file, "file_name"),
    )


def _as_text(answers: Any) -> str | None:
    if answers is None or isinstance(answers, str):
        return answers or None
    try:
        return json.dumps(answers, ensure_ascii=True)
    except RecursionError:
        return None


def _refuse(constant: str) -> None:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def _fits_json(answers: Mapping[str, Any]) -> bool:
    """Whether answers can go into a body: no infinity, no half characters, no bottomless nesting."""
    if not _is_shallow(answers, DEEPEST):
        return False
    try:
        json.dumps(answers, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True


def _is_shallow(node: Any, levels: int) -> bool:
    if not isinstance(node, dict | list):
        return True
    inner = node.values() if isinstance(node, dict) else node
    return levels > 0 and all(_is_shallow(one, levels - 1) for one in inner)
