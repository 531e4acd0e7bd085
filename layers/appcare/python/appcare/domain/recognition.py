"""Which contact each customer is, given which names are known already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appcare.domain.identity import Alias, Contact, Customer, new_contact_id


@dataclass(frozen=True, slots=True)
class Recognition:
    """What follows from the names.

    Attributes:
        contacts: the contact of each customer.
        missing: contact id -> the names that are to lead to it from now on.
    """

    contacts: Mapping[Customer, Contact]
    missing: Mapping[str, Sequence[Alias]]


def recognise(customers: Sequence[Customer], known: Mapping[Alias, str]) -> Recognition:
    """Decide by each customer's most trustworthy name that is known; where none is, by its first.

    Names count as known from the customer on that first has them, so a person who comes twice in
    `customers` becomes one contact.
    """
    leads_to = dict(known)
    contacts: dict[Customer, Contact] = {}
    missing: dict[str, list[Alias]] = {}
    for customer in customers:
        aliases = customer.aliases()
        found = next((leads_to[alias] for alias in aliases if alias in leads_to), None)
        contact_id = found or new_contact_id(aliases[0])
        contacts[customer] = Contact(contact_id)
        for alias in aliases:
            if alias not in leads_to:
                leads_to[alias] = contact_id
                missing.setdefault(contact_id, []).append(alias)
    return Recognition(contacts, missing)
