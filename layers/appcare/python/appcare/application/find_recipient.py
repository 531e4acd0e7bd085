"""Finds under which name a customer can be reached."""

from appcare.application.find_contact import FindContact
from appcare.application.history_ports import KnownContact
from appcare.application.send_ports import Recipient
from appcare.domain.identity import Alias, AliasKind


class FindRecipient:
    """By phone number where one is known, else by business-scoped user id."""

    def __init__(self, contacts: FindContact) -> None:
        self._contacts = contacts

    def of(self, contact_id: str, partition: str) -> Recipient | None:
        """Return whom to write to; None: nothing is known that could be written to.

        Args:
            contact_id: the customer, perhaps known as another one since.
            partition: of the customer on the number; the name in it is as the channel wrote it.

        Raises:
            StorageError: it cannot be looked up now.
        """
        contact = self._contacts.by_id(contact_id)
        if contact is None:
            return None
        written = partition.rpartition("#")[2]
        phone, bsuid = _phone(contact, written), _bsuid(contact, written)
        return Recipient(phone=phone, bsuid=bsuid) if phone or bsuid else None


def _phone(contact: KnownContact, written: str) -> str:
    """Return the number as the channel wrote it where it is the latest: keys have one spelling of several."""
    if not contact.phones:
        return ""
    latest = contact.phones[-1]
    same = written.isdecimal() and Alias(AliasKind.PHONE, written).fitting().value == latest
    return written if same else latest


def _bsuid(contact: KnownContact, written: str) -> str:
    """Return the user id that belongs to the number's portfolio where the partition tells it."""
    if written in contact.bsuids:
        return written
    return contact.bsuids[-1] if contact.bsuids else ""
