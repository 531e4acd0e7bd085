"""Who a customer is: a contact of ours, and the names it is known by."""

from dataclasses import dataclass
from enum import StrEnum

from appcare.domain.log import digest


class AliasKind(StrEnum):
    """What kind of name an alias is, the most trustworthy first."""

    BSUID = "bsuid"
    PHONE = "phone"
    USERNAME = "username"
    PARTITION = "partition"


@dataclass(frozen=True, slots=True, order=True)
class Alias:
    """One name of a contact: a business-scoped user id, a phone number, a log partition."""

    kind: AliasKind
    value: str


@dataclass(frozen=True, slots=True)
class Customer:
    """What one update says about the person it concerns; each part may be absent.

    Attributes:
        partition: the log partition the update lies in; always there.
        bsuid: business-scoped user id.
        phone: digits, no plus.
        username: display only, changes.
        name: the profile's name.
        parent: the user id of the portfolio's parent.
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
        """Return the names that prove identity, the most trustworthy first.

        A username proves nothing: it changes hands. It counts only where nothing else is known.
        """
        known = [
            Alias(kind, value)
            for kind, value in ((AliasKind.BSUID, self.bsuid), (AliasKind.PHONE, self.phone))
            if value
        ]
        if not known and self.username:
            known.append(Alias(AliasKind.USERNAME, self.username))
        return (*known, Alias(AliasKind.PARTITION, self.partition))


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer as we know them; the id is ours and stays for ever."""

    id: str


def new_contact_id(first: Alias) -> str:
    """Return the id of a contact first seen under an alias: the same whoever computes it."""
    return "ctc_" + digest(first.kind, first.value)
