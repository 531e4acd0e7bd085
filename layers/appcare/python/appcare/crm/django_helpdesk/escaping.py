"""Text that django-helpdesk shows as it was written.

A comment goes through three hands: Django's template engine runs it when it is written, a search for
`#7` leaves notes in other tickets, and the page renders it as Markdown.
Source: django-helpdesk 2.6.1, `update_ticket` and `get_markdown`.
"""

import re

_CONTROLS = re.compile(r"[^\n\t\x20-\x7e\x80-\U0010ffff]")
_ACTIVE = re.compile(
    r"&(?=\#?\w+;)"  # what would be read as an entity
    r"|\#(?=\d)"  # a ticket's number
    r"|[\\`*]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis; within a word it is none
    r"|<(?=[A-Za-z/!])"
    r"|\](?=\s?[(\[:])"  # a link, or the definition of one
    r"|(?<=appcare)\]"  # a reference to our own marker
    r"|X(?=-HELPDESK-COMMENT-)",  # the engine's own placeholder
    re.IGNORECASE,
)
_LINE_START = re.compile(r"^(\d*)((?<=\d)\.|(?<!\d)[#>+\-=~])", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_OURS = re.compile(r"&(amp|lt|#35|#42|#43|#45|#46|#61|#62|#88|#92|#93|#95|#96|#120|#126);")
_NAMED = {"&": "&amp;", "<": "&lt;"}


def shown(text: str) -> str:
    """Return Markdown that a page shows as `text`, and that names no ticket.

    Blanks at the beginning of a line become ones that do not break: four plain ones make code.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", text.encode(errors="replace").decode())
    text = _INDENT.sub(lambda blanks: "\u00a0" * len(blanks[0].expandtabs(4)), text)
    text = _ACTIVE.sub(lambda found: _entity(found[0]), text)
    return _LINE_START.sub(_harmless, text)


def unshown(markdown: str) -> str:
    """Return the text that `shown` made Markdown of, but for blanks and control characters."""
    return _OURS.sub(lambda found: _character(found[1]), markdown)


def untemplated(text: str) -> str:
    """Return what Django's template engine turns into `text`."""
    return re.sub(r"[{}]", lambda brace: f'{{{{ "{brace[0]}" }}}}', text)


def _entity(character: str) -> str:
    return _NAMED.get(character) or f"&#{ord(character)};"


def _character(entity: str) -> str:
    return {"amp": "&", "lt": "<"}.get(entity) or chr(int(entity[1:]))


def _harmless(start: re.Match[str]) -> str:
    """Keep a line from becoming a heading, a list, a quotation or code."""
    return start[1] + _entity(start[2])
