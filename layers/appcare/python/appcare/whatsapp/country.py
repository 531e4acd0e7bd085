"""The country of a customer, and the customer of a log partition, by what Meta's names begin with."""

from functools import lru_cache

from appcare.domain.identity import Customer
from appcare.whatsapp.payload import BSUID
from appcare.whatsapp.phone import digits_of, parsed


def country_of(customer: Customer) -> str:
    """Return the country as ISO 3166 has it, two capital letters; empty: not known.

    A user id begins with it. Source: Meta, "Business-scoped user IDs".
    """
    key = customer.partition.rpartition("#")[2]
    named = (_of_phone(customer.phone), _of_id(customer.bsuid), _of_id(customer.parent), _of_id(key))
    return next((country for country in named if country), "") or _of_phone(key)


def customer_in(partition: str) -> Customer:
    """Return the customer of a log partition, by the one name that stands in it."""
    key = partition.rpartition("#")[2]
    return Customer(partition, phone=key if key.isdigit() else None, bsuid=key if BSUID.match(key) else None)


def _of_id(user_id: str | None) -> str:
    return user_id[:2] if user_id and BSUID.match(user_id) else ""


@lru_cache(maxsize=4096)
def _of_phone(written: str | None) -> str:
    """Return the country whose plan a number fits; several share +1, +7 and +44, and the digits decide."""
    digits = digits_of(written) if written else None
    number = parsed(digits) if digits else None
    if number is None:
        return ""
    import phonenumbers  # noqa: PLC0415 - its tables take a moment to load, and only then are they needed

    region = phonenumbers.region_code_for_number(number)
    # Numbers of no country, +800 and the like, have a region of three digits.
    return region if region and region.isalpha() else ""
