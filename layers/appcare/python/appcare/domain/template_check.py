"""Whether what somebody wants to send fits a template, in sentences an agent understands.

No sentence repeats a value that was given: those are the customer's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from appcare.domain.message_templates import UNUSABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from appcare.domain.events.outgoing import TemplateButton, TemplateContent, TemplateHeader
    from appcare.domain.message_templates import Blanks, MessageTemplate, Slot

UNPRINTABLE = re.compile(r"[\n\r\t]| {5}")
"""New lines, tabs, more than four spaces in a row: no value may hold them. Source: Meta, error 132018."""

TAKEN = {
    "url": "the end of its URL",
    "quick_reply": "a payload",
    "copy_code": "a code",
    "flow": "a form's token",
}
"""What fills a button, by its type, as a sentence says it."""


def check(content: TemplateContent, template: MessageTemplate) -> str | None:
    """Return why the template cannot be sent like this; None: as far as is known, it can."""
    why = UNUSABLE.get(template.status.value)
    if why:
        return f"The template {content.name} ({content.language}) {why}."
    shape = template.shape.value
    if shape.beyond:
        return f"The template {content.name} has a part that cannot be filled here: {shape.beyond}."
    flaws = [
        *([] if shape.body is None else _body(content.body, shape.body)),
        *([] if shape.header is None else _header(content.header, shape.header)),
        *([] if shape.buttons is None else _buttons(content.buttons, shape.buttons)),
    ]
    if not flaws:
        return None
    return f"The template {content.name} ({content.language}) does not go with what was given. " + " ".join(
        flaws
    )


def _body(given: Sequence[str] | Mapping[str, str] | None, blanks: Blanks) -> Iterator[str]:
    values = tuple(given.values()) if isinstance(given, dict) else tuple(given or ())
    if blanks.names:
        named = given if isinstance(given, dict) else {}
        if set(named) != set(blanks.names):
            yield f"Its text needs values by name for exactly {', '.join(blanks.names)}."
    elif isinstance(given, dict) and given:
        yield f"Its text takes values in order, {blanks.count} of them, not by name."
    elif len(values) != blanks.count:
        yield f"Its text needs {_values(blanks.count)}, and {len(values)} came."
    if any(not value.strip() or UNPRINTABLE.search(value) for value in values):
        yield "A value of its text is empty, or holds a new line, a tab or more than four spaces in a row."


def _header(given: TemplateHeader | None, kind: str) -> Iterator[str]:
    if kind in ("none", "fixed"):
        if given is not None:
            yield "It has no header to fill."
        return
    if given is None or kind != _kind_of(given):
        yield f"Its header needs {'a location' if kind == 'location' else f'one {kind}'}."
    elif given.text is not None and (not given.text.strip() or UNPRINTABLE.search(given.text)):
        yield "Its header's value is empty, or holds a new line, a tab or more than four spaces in a row."


def _kind_of(given: TemplateHeader) -> str:
    if given.location is not None:
        return "location"
    return given.kind or "text"


def _buttons(given: Sequence[TemplateButton], slots: Sequence[Slot]) -> Iterator[str]:
    filled = [one.index for one in given]
    if len(set(filled)) != len(filled):
        yield "A button is filled twice."
    for one in given:
        if one.index >= len(slots):
            yield f"It has no button with index {one.index}."
            continue
        takes = slots[one.index].takes
        if takes is not None and takes != one.type:
            needs = f"takes {TAKEN[takes]}, type {takes}" if takes else "takes nothing"
            yield f"Its button with index {one.index} {needs}."
    for index, slot in enumerate(slots):
        if slot.required and index not in filled:
            yield f"Its button with index {index} needs {TAKEN[slot.takes or 'url']}."


def _values(count: int) -> str:
    return {0: "no values", 1: "1 value in order"}.get(count, f"{count} values in order")
