"""What a request may say beyond what its parameters declare."""

from collections.abc import Collection

from appcare.domain.identity import Alias, AliasKind
from appcare.whatsapp.phone import digits_of
from functions.agent_api.problems import NOT_FOUND, ProblemError, bad_input

LONGEST_ORDER = 1024
"""Bytes. What DynamoDB takes as a sort key."""


def alias(kind: AliasKind, value: str) -> Alias:
    """Return the name as it is kept; a phone number may be written as people do.

    Raises:
        ProblemError: nobody can have it.
    """
    if kind is AliasKind.PHONE:
        digits = digits_of(value)
        if digits is None:
            raise bad_input("query/phone", "A phone number is digits, with the country's code.")
        return Alias(kind, digits)
    if not _is_text(value):
        raise bad_input(f"query/{kind}", "Nobody has such a name.")
    return Alias(kind, value.removeprefix("@") if kind is AliasKind.USERNAME else value)


def check_destination(name: str, known: Collection[str]) -> None:
    """Refuse a path that names no destination.

    Raises:
        ProblemError: there is none of that name.
    """
    if name not in known:
        message = "There is no destination of that name."
        raise ProblemError(NOT_FOUND, message)


def check_order(order: str) -> None:
    """Refuse what cannot be the order of an event.

    Raises:
        ProblemError: it is none.
    """
    if len(order.encode("utf-8", "replace")) > LONGEST_ORDER or not _is_text(order):
        raise bad_input("query/order", "No event has such an order.")


def check_media_id(media_id: str) -> None:
    """Refuse what cannot be the id of a file.

    Raises:
        ProblemError: it is none.
    """
    if not _is_text(media_id):
        raise bad_input("query/id", "No file has such an id.")


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
