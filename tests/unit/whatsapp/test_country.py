"""A customer's country is what the phone number or Meta's user id says, and nothing where neither does."""

import pytest

from appcare.domain.identity import Customer
from appcare.whatsapp.country import country_of

PARTITION = "wa#106540352242922#-"


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        ("31612345678", "NL"),
        ("31201234567", "NL"),
        ("32470123456", "BE"),
        ("4915112345678", "DE"),
        ("33612345678", "FR"),
        ("393123456789", "IT"),
        ("5511961234567", "BR"),
        ("919812345678", "IN"),
        ("6281234567890", "ID"),
        ("2348021234567", "NG"),
        ("12125550123", "US"),
        ("14165550123", "CA"),
        ("18095550123", "DO"),
        ("18765550123", "JM"),
        ("447400123456", "GB"),
        ("447781123456", "GG"),
        ("447911123456", "GG"),
        ("447797712345", "JE"),
        ("79161234567", "RU"),
        ("77012345678", "KZ"),
        ("358412345678", "FI"),
        ("80012345678", ""),
        ("999123456789", ""),
        ("0", ""),
    ],
)
def test_by_the_phone_number(phone: str, country: str) -> None:
    """Also where countries share what a number begins with; numbers of no country have none."""
    assert country_of(Customer(PARTITION, phone=phone)) == country


@pytest.mark.parametrize(
    ("customer", "country"),
    [
        (Customer(PARTITION, bsuid="NL.13491208655302741918"), "NL"),
        (Customer(PARTITION, parent="BR.ENT.11815799212886844830"), "BR"),
        (Customer(PARTITION, bsuid="whoever"), ""),
        (Customer("wa#106540352242922#KZ.7"), "KZ"),
        (Customer("wa#106540352242922#32470123456"), "BE"),
        (Customer(PARTITION), ""),
        (Customer("wa#106540352242922#" + "0f" * 32), ""),
        (Customer(PARTITION, bsuid="BE.1", phone="31612345678"), "NL"),
        (Customer(PARTITION, bsuid="BE.1", phone="999123456789"), "BE"),
    ],
)
def test_without_a_phone_number(customer: Customer, country: str) -> None:
    """Meta's user ids begin with the country; the log's partition has one of the names."""
    assert country_of(customer) == country
