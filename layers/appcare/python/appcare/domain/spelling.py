"""Mobile numbers that are in use in two spellings: one person, although the digits differ."""

import re

_TWO_WAYS = (
    (re.compile(r"55([1-9][1-9])9([6-9][0-9]{7})"), r"55\1\2"),
    (re.compile(r"521([2-9][0-9]{9})"), r"52\1"),
    (re.compile(r"549([1-9][0-9]{9})"), r"54\1"),
)
"""The longer spelling -> the shorter one.

Brazil put a 9 before mobile numbers, all of which began with 6 to 9 then; those that came later begin with
1 to 5 behind the 9, have one spelling only, and without the 9 would be somebody's landline. Mexico
gave up its 1 before mobile numbers, Argentina's 9 stands only in calls from abroad; both leave ten
digits that are nobody else's. Source: Anatel, resolution 553/2010; IFT, numbering plan of 2019; ENACOM,
Plan Fundamental de Numeración.
"""


def one_spelling(digits: str) -> str:
    """Return a number in the spelling by which we know it; others are returned as they are.

    Args:
        digits: in international form, without a plus.
    """
    for longer, shorter in _TWO_WAYS:
        if found := longer.fullmatch(digits):
            return found.expand(shorter)
    return digits
