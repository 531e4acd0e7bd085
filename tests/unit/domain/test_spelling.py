"""Numbers in two spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.identity import Alias, AliasKind, Customer
from appcare.domain.spelling import one_spelling


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("5511987654321", "551187654321"),
        ("5215512345678", "525512345678"),
        ("5491123456789", "541123456789"),
    ],
)
def test_both_spellings_are_one_name(longer: str, shorter: str) -> None:
    """Whichever comes, the same name leads to the contact; what stands in events is not changed."""
    first, second = (Customer("wa#1#-", phone=phone) for phone in (longer, shorter))
    assert first.aliases() == second.aliases()
    assert first.phone == longer


@pytest.mark.parametrize("phone", ["5511954321098", "551132109876", "31612345678", "5219", "15551234567"])
def test_other_numbers_stay(phone: str) -> None:
    """A Brazilian mobile number that never was without its 9 would be somebody's landline without it."""
    assert one_spelling(phone) == phone


@given(st.from_regex(r"(55|521|549|52|54|1|31)[0-9]{2,13}", fullmatch=True))
def test_a_spelling_is_the_last_one(phone: str) -> None:
    """Spelled again, a number stays: a name has one place in the tables."""
    assert one_spelling(one_spelling(phone)) == one_spelling(phone)


def test_another_spelling_is_no_former_number() -> None:
    """What a customer is called now has not ended, in whichever spelling it is told as the former one."""
    was = (Alias(AliasKind.PHONE, "5511987654321"),)
    customer = Customer("wa#1#-", phone="551187654321", was=was)
    assert customer.before() == frozenset()
