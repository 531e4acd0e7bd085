"""Whom a signal concerns: what Meta calls by its ids, by the names of the settings."""

from collections.abc import Callable

EVERYBODY = ""
UNLISTED = "unlisted"


def number_scope(name: str) -> str:
    """Return the scope of one number."""
    return f"number:{name}"


def account_scope(name: str) -> str:
    """Return the scope of all numbers of an account."""
    return f"account:{name}"


class Scopes:
    """Finds scopes; who is not known may be anybody, so everybody's rollout heeds it."""

    def __init__(
        self,
        *,
        account_with: Callable[[str], str | None],
        number_with: Callable[[str], str | None],
        number_called: Callable[[str], str | None],
        number_name: Callable[[str], str],
    ) -> None:
        """Set up.

        Args:
            account_with: Meta's id of an account -> its configured name; None: it is not known.
            number_with: Meta's id of an account -> the id of its only number; None: it is not known.
            number_called: a phone number, digits -> the id of the number; None: it is not known.
            number_name: the configured name of a number, `unlisted` without one.
        """
        self._account_with = account_with
        self._number_with = number_with
        self._number_called = number_called
        self._number_name = number_name

    def of_account(self, account_id: str) -> str:
        """Return the scope of an account by Meta's id."""
        name = self._account_with(account_id)
        return account_scope(name) if name else EVERYBODY

    def of_number(self, number_id: str, phone: str | None, account_id: str) -> str:
        """Return the scope of a number by what is known of it: its id, its phone number, or its account."""
        known = number_id or self._number_called(phone or "") or self._number_with(account_id)
        name = self._number_name(known) if known else UNLISTED
        return self.of_account(account_id) if name == UNLISTED else number_scope(name)
