"""What every book of contacts says to who only reads it."""

from typing import TYPE_CHECKING

import pytest

from appcare.domain.identity import Alias, AliasKind, Customer

if TYPE_CHECKING:
    from tests.contracts.implementations.pairs import ContactsWithBook

ANNA = Customer("wa#1#US.1", bsuid="US.1", phone="491", name="Anna")


@pytest.mark.parametrize("alias", ANNA.aliases(), ids=lambda alias: alias.kind)
def test_every_name_leads_to_the_contact(contacts_with_book: "ContactsWithBook", alias: Alias) -> None:
    """Whichever of its names one knows, the contact is found."""
    contact = contacts_with_book.contacts.resolve([ANNA])[ANNA]

    assert contacts_with_book.book.find(alias) == contact.id


def test_a_name_that_nobody_has(contacts_with_book: "ContactsWithBook") -> None:
    """An unknown name leads nowhere, nor does a known one of another kind."""
    contacts_with_book.contacts.resolve([ANNA])

    assert contacts_with_book.book.find(Alias(AliasKind.PHONE, "492")) is None
    assert contacts_with_book.book.find(Alias(AliasKind.USERNAME, "491")) is None


def test_a_contact_lists_its_partitions(contacts_with_book: "ContactsWithBook") -> None:
    """What happened to a contact lies in every partition that led to it."""
    elsewhere = Customer("wa#2#491", phone="491")
    contact = contacts_with_book.contacts.resolve([ANNA])[ANNA]
    contacts_with_book.contacts.resolve([elsewhere])

    found = contacts_with_book.book.get(contact.id)

    assert found is not None
    assert (found.id, set(found.partitions)) == (contact.id, {"wa#1#US.1", "wa#2#491"})
    assert found.merged_into is None


def test_nobody_has_that_id(contacts_with_book: "ContactsWithBook") -> None:
    """An id that was never given is nobody's."""
    assert contacts_with_book.book.get("ctc_nobody") is None


def test_a_contact_says_whom_it_absorbed(contacts_with_book: "ContactsWithBook") -> None:
    """What is kept of a merged contact is found by way of the one that survives, along a chain of merges."""
    contacts, book = contacts_with_book.contacts, contacts_with_book.book
    parts = [Customer(f"wa#1#US.{n}", bsuid=f"US.{n}") for n in (1, 2, 3)]
    ids = {contacts.resolve([one])[one].id for one in parts}
    for former, later in ((3, 2), (2, 1)):
        proof = Customer(
            f"wa#1#US.{later}", bsuid=f"US.{later}", was=(Alias(AliasKind.BSUID, f"US.{former}"),)
        )
        survivor = contacts.resolve([proof])[proof].id

    found = book.get(survivor)

    assert found is not None
    assert {found.id, *found.absorbed} == ids
