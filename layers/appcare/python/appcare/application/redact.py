"""Takes the customer and every secret out of what a CRM said, before it is stored.

A CRM that refuses an event likes to repeat it: "the number +31 6 1234 5678 is not valid". Whoever looks
into a failure needs the words of the error and nothing of the customer. When in doubt, it goes.
"""

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, get_args, get_origin
from urllib.parse import quote, quote_plus

from pydantic import BaseModel

from appcare.domain.events import CrmEvent

REDACTED = "[redacted]"

SHORTEST = 3
"""Letters of a value from which on it is looked for; shorter ones are in every sentence."""

SHARED = 12
"""Letters in a row that an answer shares with a value only where it repeats a part of it."""

_APART = r"(?:[\s().+/\-\u2010-\u2015]|%20|%2[b-f89]|&nbsp;){0,3}"
_NAMED = r"(?:api[_-]?key|token|secret|password|passwd|pwd|signature|authorization)"

SECRETS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i)(?:\d{_APART}){{5,}}\d",  # phone numbers, accounts, dates: six digits, also apart
        r"(?i)[^\s@\"<>(),:;\\]+(?:@|%40|&#64;|\\u0040)[^\s@\"<>(),:;\\]+",  # e-mail, and user:password@
        r"(?i:bearer|basic)(?:\s|%20|[+:=])+(?![A-Z]?[a-z]+(?![\w.~+/=%-]))([\w.~+/=%-]{4,})",
        r"wh(?:sec|sk|pk)_[\w+/=-]+",
        r"eyJ[\w-]+(?:\.[\w-]*){1,2}",  # JWT
        r"v1a?,[A-Za-z0-9+/=]{16,}",  # webhook-signature
        rf"(?i){_NAMED}(?:\s*=\s*|[\"']\s*:\s*)[\"']?([^\s\"'&,;<>]+)",
        r"(?i)https?:(?:\\?/){2}[^\s\"'<>?#]*[?#]([^\s\"'<>]+)",  # a URL's query, and its fragment
        r"[?#]([^\s\"'<>?#]*=[^\s\"'<>]*)",  # one without its URL
        r"(?=[A-Za-z_+=-]*\d)(?=[\d_+=-]*[A-Za-z])[\w+=-]{32,}",  # keys of any other make
    )
)
"""What goes: the first group where there is one, else all of it."""


def redacted(text: str, event: CrmEvent) -> str:
    """Return what was said about an event, without anything of the event's data and without secrets.

    Args:
        text: the beginning of an answer.
        event: what was answered. Words of our own vocabulary in it, like `text` or `delivered`, may stay.
    """
    gone = bytearray(len(text))
    for start, end in (*_values_in(text, event), *_secrets_in(text)):
        gone[start:end] = b"\1" * (end - start)
    pieces: list[str] = []
    for letter, is_gone in zip(text, gone, strict=True):
        if not is_gone:
            pieces.append(letter)
        elif not pieces or pieces[-1] != REDACTED:
            pieces.append(REDACTED)
    return "".join(pieces)


def _secrets_in(text: str) -> Iterator[tuple[int, int]]:
    for pattern in SECRETS:
        for found in pattern.finditer(text):
            yield found.span(found.re.groups)


def _values_in(text: str, event: CrmEvent) -> Iterator[tuple[int, int]]:
    said = _folded(text)
    parts: dict[str, list[int]] = {}
    for at in range(len(said) - SHARED + 1):
        parts.setdefault(said[at : at + SHARED], []).append(at)
    for form in {form for value in _values(event.data) for form in _forms(value)}:
        if len(form) < SHARED:
            yield from _everywhere(form, said)
        for at in range(len(form) - SHARED + 1):
            yield from ((start, start + SHARED) for start in parts.get(form[at : at + SHARED], ()))


def _everywhere(form: str, said: str) -> Iterator[tuple[int, int]]:
    at = said.find(form)
    while at >= 0:
        yield at, at + len(form)
        at = said.find(form, at + 1)


def _forms(value: str) -> Iterator[str]:
    """Yield a value as JSON, a URL or a page could have it, in lower case."""
    for one in {value, unicodedata.normalize("NFC", value), unicodedata.normalize("NFD", value)}:
        in_json = json.dumps(one)[1:-1]
        in_page = html.escape(one)
        forms = {
            one,
            in_json,
            in_json.replace("/", "\\/"),
            json.dumps(one, ensure_ascii=False)[1:-1],
            quote(one, errors="replace"),
            quote(one, safe="", errors="replace"),
            quote_plus(one, errors="replace"),
            in_page,
            in_page.replace("&#x27;", "&#39;"),
            in_page.replace("&#x27;", "&#039;"),
        }
        yield from (_folded(form) for form in forms)


def _folded(text: str) -> str:
    """Return a text in lower case, letter for letter, so that places in it stay places in the text."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _values(data: BaseModel) -> Iterator[str]:
    """Yield every text of an event that is worth looking for; of names each word, too."""
    for key, value in _texts("", data):
        words = value.split() if key.endswith("name") else ()
        for one in (value, value.strip(), *words):
            if len(one) >= SHORTEST and any(letter.isalnum() for letter in one):
                yield one


def _texts(key: str, found: Any) -> Iterator[tuple[str, str]]:
    """Yield each text with the key it stands under."""
    if isinstance(found, str):
        yield key, found
    elif isinstance(found, BaseModel):
        for name, field in type(found).model_fields.items():
            if not _is_ours(field.annotation):
                yield from _texts(name, getattr(found, name))
    elif isinstance(found, Mapping):
        for name, value in found.items():
            yield from _texts(str(name), value)
    elif isinstance(found, Iterable):
        for value in found:
            yield from _texts(key, value)


def _is_ours(annotation: Any) -> bool:
    """Whether only words of our own vocabulary may stand there."""
    inner = [one for one in get_args(annotation) if one is not type(None)]
    return get_origin(annotation) is Literal or (
        bool(inner) and all(get_origin(one) is Literal for one in inner)
    )
