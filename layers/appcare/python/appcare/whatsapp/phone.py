"""Phone numbers as digits without a plus, so that one number has one spelling."""

import re
from functools import lru_cache

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
    import phonenumbers  # noqa: PLC0415 - its tables take a moment to load, and only then are they needed

    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_possible_number(number):
        return digits
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written.removeprefix("+")
