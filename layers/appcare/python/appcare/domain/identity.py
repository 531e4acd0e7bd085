"""Who a customer is: a contact of ours, and the names it is known by. `recognition` has the rules."""

from dataclasses import dataclass
from enum import StrEnum

from appcare.domain.log import digest
from appcare.domain.spelling import one_spelling

NOBODY = "-"
"""The customer part of a partition whose updates concern no customer."""

LONGEST_NAME = 256
"""Bytes of an id that stand in a key; a longer one stands there as its hash."""


class AliasKind(StrEnum):
    """What kind of name an alias is, the most trustworthy first."""

    BSUID = "bsuid"
    PHONE = "phone"
    PARENT = "parent"
    USERNAME = "username"
    PARTITION = "partition"


IDS = frozenset({AliasKind.BSUID, AliasKind.PHONE, AliasKind.PARENT})
"""What an update may say that the customer had before; other names prove nothing."""


@dataclass(frozen=True, slots=True, order=True)
class Alias:
    """One name of a contact: a business-scoped user id, a phone number, a log partition."""

    kind: AliasKind
    value: str

    def fitting(self) -> "Alias":
        """Return the name as it stands in keys: a number in one spelling, a partition whole."""
        if self.kind is AliasKind.PHONE and (spelled := one_spelling(self.value)) != self.value:
            return Alias(self.kind, spelled)
        if self.kind is AliasKind.PARTITION or len(self.value.encode()) <= LONGEST_NAME:
            return self
        return Alias(self.kind, "hash:" + digest(self.value))


@dataclass(frozen=True, slots=True)
class Customer:
    """What one update says about the person it concerns; each part may be absent.

    Attributes:
        partition: the log partition the update lies in; always there.
        bsuid: business-scoped user id.
        phone: digits, no plus.
        username: display only, changes.
        name: the profile's name.
        parent: the user id that portfolios of one parent share.
        was: names that this update says the customer had before.
    """

    partition: str
    bsuid: str | None = None
    phone: str | None = None
    username: str | None = None
    name: str | None = None
    parent: str | None = None
    was: tuple[Alias, ...] = ()

    def aliases(self) -> tuple[Alias, ...]:
        """Return the names that are to lead to the contact, each once, the most trustworthy first.

        A username proves nothing, for it changes hands: it counts only where nothing else is known.
        The partition of nobody is everybody's: it counts only where there is no name at all.
        """
        said = (
            (AliasKind.BSUID, self.bsuid),
            (AliasKind.PHONE, self.phone),
            *((alias.kind, alias.value) for alias in self.was if alias.kind in IDS),
            (AliasKind.PARENT, self.parent),
        )
        known = [Alias(kind, value).fitting() for kind, value in said if value]
        if not known and self.username:
            known.append(Alias(AliasKind.USERNAME, self.username).fitting())
        if not known or not self.partition.endswith(f"#{NOBODY}"):
            known.append(Alias(AliasKind.PARTITION, self.partition))
        return tuple(dict.fromkeys(known))

    def before(self) -> frozenset[Alias]:
        """Return the names that the customer had before, as they stand in `aliases`, and has no more."""
        was = frozenset(alias.fitting() for alias in self.was if alias.value and alias.kind in IDS)
        return was - {Alias(AliasKind.PHONE, self.phone or "").fitting()}

    def proofs(self) -> tuple[Alias, ...]:
        """Return the names of which two that lead to two contacts can prove them to be one person."""
        before, kinds = self.before(), (AliasKind.BSUID, AliasKind.PHONE)
        return tuple(alias for alias in self.aliases() if alias.kind in kinds or alias in before)


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer as we know them; the id is ours and stays for ever."""

    id: str


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """Everything that is kept of a contact.

    Attributes:
        created_at: Unix milliseconds; the older of two contacts survives their merge.
        names: what leads to it, in the order in which it was learnt.
        given_up: phone numbers that led to it and changed hands since.
        ended: ids and numbers that lead to it and are no longer this person's.
        merged_into: the contact that this person is known as since; empty: this one.
        absorbed: the contacts that were merged into it, also by way of others.
        version: grows with every change; a change needs the version that was read.
    """

    id: str
    created_at: int
    names: tuple[Alias, ...] = ()
    given_up: tuple[Alias, ...] = ()
    ended: tuple[Alias, ...] = ()
    merged_into: str = ""
    absorbed: tuple[str, ...] = ()
    version: int = 0

    @property
    def partitions(self) -> tuple[str, ...]:
        """The log partitions that hold this person's history, the first one first."""
        return tuple(alias.value for alias in self.names if alias.kind is AliasKind.PARTITION)

    def today(self, kind: AliasKind) -> tuple[str, ...]:
        """Return the names of a kind that are this person's today, the latest last."""
        return tuple(alias.value for alias in self.names if alias.kind is kind and alias not in self.ended)

    @property
    def bsuids(self) -> frozenset[Alias]:
        """The business-scoped user ids that this person has today, one for each portfolio."""
        return frozenset(alias for alias in self.names if alias.kind is AliasKind.BSUID) - {*self.ended}

    @property
    def age(self) -> tuple[int, str]:
        """What decides who survives: the smaller, the older; the same whoever compares."""
        return self.created_at, self.id


@dataclass(frozen=True, slots=True)
class Merge:
    """Two contacts turned out to be one person.

    Attributes:
        merged: the contact that is no longer used.
        survivor: the contact that stands for both.
    """

    merged: str
    survivor: str


def new_contact_id(first: Alias) -> str:
    """Return the id of a contact first seen under an alias: the same whoever computes it."""
    return "ctc_" + digest(first.kind, first.value)
