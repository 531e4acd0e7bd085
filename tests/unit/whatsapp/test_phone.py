"""One phone number has one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.whatsapp.phone import digits_of


@pytest.mark.parametrize(
    "written",
    [
        "31612345678",
        "+31612345678",
        "0031612345678",
        "+31 6 1234 5678",
        "+31 (0) 612345678",
        " +31-6-12.34.56.78 ",
        "\u202a+31\u00a0612345678\u202c",
    ],
)
def test_spellings_of_one_number(written: str) -> None:
    """However people write it, it is the same digits."""
    assert digits_of(written) == "31612345678"


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("15550783881", "15550783881"),
        ("1234567890", "1234567890"),
        ("+999 1234 5678", "99912345678"),
        ("+39 06 698 82211", "390669882211"),
    ],
)
def test_numbers_beyond_the_plans(written: str, digits: str) -> None:
    """A number that no numbering plan knows keeps its digits, and a zero that belongs there stays."""
    assert digits_of(written) == digits


@pytest.mark.parametrize(
    "written", ["", "+", "00", "112", "NL.123456", "WHATSAPP_ID", "120363418@g.us", "1" * 21, "٣١٦١٢٣٤٥٦٧٨"]
)
def test_what_is_no_phone_number(written: str) -> None:
    """Ids, words, emergency numbers and digits of another script are none."""
    assert digits_of(written) is None


@given(st.text() | st.from_regex(r"\+?[0-9 ()\-]{0,25}", fullmatch=True))
def test_a_number_is_itself(written: str) -> None:
    """Whatever comes, there is no error; what comes out is digits, and read again it is the same."""
    found = digits_of(written)
    if found is not None:
        assert found.isascii()
        assert found.isdigit()
        assert digits_of("+" + found) == found
