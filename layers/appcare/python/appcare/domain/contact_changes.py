"""What recognising customers changes in the contacts, and in where their names lead."""

from dataclasses import dataclass

from appcare.domain.identity import Alias, ContactRecord, Customer, Merge


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A contact as it was read (None: there was none) and as it is to be stored."""

    before: ContactRecord | None
    after: ContactRecord


@dataclass(frozen=True, slots=True)
class Redirect:
    """A name that is to lead to another contact than it did (None: nowhere)."""

    alias: Alias
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is stored whole or not at all, and only on what was read.

    Attributes:
        customer: whose names caused it.
        merge: the merge that it completes; None: none.
    """

    customer: Customer
    contacts: tuple[Rewrite, ...]
    aliases: tuple[Redirect, ...]
    merge: Merge | None = None
