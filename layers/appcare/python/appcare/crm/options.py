"""Reads a destination's options; what is wrong becomes one sentence with the key in it."""

from typing import TypeVar

from appcare.config.declare import Option
from appcare.config.settings import Destination
from appcare.domain.errors import AppCareError

T = TypeVar("T", str, float, bool)


class OptionError(AppCareError):
    """An option of a destination is missing, wrong, or unknown to its adapter."""

    code = "bad_option"


class Options:
    """The options in a destination's stanza, as the adapter that knows them reads them.

    Each reader returns the option, or `default` where it is not set; without a default it must be.
    `what` says in a few words what it is: it ends up in the error. `no_others` comes last.
    """

    def __init__(self, destination: Destination) -> None:
        self._key = f"destinations.{destination.name}.options"
        self._values = destination.options
        self._known: list[str] = []

    def text(self, name: str, what: str, default: str | None = None) -> str:
        """Return a text that is not empty, or the default."""
        found = self._read(name, what, default)
        if not isinstance(found, str) or (name in self._values and not found):
            raise self._wrong(name, what, "text in quotes", found)
        return found

    def number(self, name: str, what: str, default: float | None = None, *, low: float, high: float) -> float:
        """Return a number of a range."""
        found = self._read(name, what, default)
        if isinstance(found, bool) or not isinstance(found, int | float) or not low <= found <= high:
            raise self._wrong(name, what, f"a number, {low:g} to {high:g}", found)
        return float(found)

    def flag(self, name: str, what: str, default: bool | None = None) -> bool:  # noqa: FBT001 - it is one
        """Return a yes or no."""
        found = self._read(name, what, default)
        if not isinstance(found, bool):
            raise self._wrong(name, what, "true or false", found)
        return found

    def no_others(self) -> None:
        """Make sure that every option was read.

        Raises:
            OptionError: one was not: it is misspelled, or belongs to another adapter.
        """
        for name in self._values:
            if name not in self._known:
                allowed = ", ".join(sorted(self._known)) or "none"
                message = f"{self._key}.{name} is not an option of this adapter; allowed: {allowed}."
                raise OptionError(message)

    def _read(self, name: str, what: str, default: T | None) -> Option:
        self._known.append(name)
        found = self._values.get(name, default)
        if found is None:
            message = f"{self._key}.{name} is missing: {what}."
            raise OptionError(message)
        return found

    def _wrong(self, name: str, what: str, kind: str, found: Option) -> OptionError:
        return OptionError(f"{self._key}.{name} must be {kind}, not {found!r}: {what}.")
