"""Phone numbers as digits without a plus, so that one number has one spelling."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from appcare.whatsapp.heard import mark
from appcare.whatsapp.payload import glance

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_SEPARATORS = re.compile(r"[\s().\-/\u00a0\u2010-\u2015\u200e\u202a\u202c]+")
_DIGITS = re.compile(r"[0-9]{4,20}")


@lru_cache(maxsize=4096)
def digits_of(written: str) -> str | None:
    """Return a number in international form without its plus; None where it is no phone number.

    A number that the numbering plans do not know is kept as it is: WhatsApp may be ahead of them.
    """
    bare = _SEPARATORS.sub("", written)
    digits = bare.removeprefix("+").removeprefix("00" if not bare.startswith("+") else "")
    return _planned(digits) if _DIGITS.fullmatch(digits) else None


def _planned(digits: str) -> str:
    number = parsed(digits)
    if number is None:
        return digits
    import phonenumbers  # noqa: PLC0415 - as in `parsed`

    if not phonenumbers.is_possible_number(number):
        return digits
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written.removeprefix("+")


@lru_cache(maxsize=4096)
def parsed(digits: str) -> "PhoneNumber | None":
    """Return what the numbering plans know of a number in international form; None: nothing."""
    import phonenumbers  # noqa: PLC0415 - its tables take a moment to load, and only then are they needed

    try:
        return phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return None


def phone(node: Any, *members: str) -> str | None:
    """Return the digits of the first number under one of `members`; what is no number is not understood."""
    for member in members:
        digits = digits_of(glance(node, member) or "")
        if digits:
            mark(node, member)
            return digits
    return None


def mark_names(node: Any, members: Iterable[str], known: Collection[str | None]) -> None:
    """Mark as understood the members that hold one of these ids or numbers, however it is written."""
    for member in members:
        said = glance(node, member)
        if said and (said in known or ((digits := digits_of(said)) and digits in known)):
            mark(node, member)
