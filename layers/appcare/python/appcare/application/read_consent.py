"""Tells what a customer agreed to, under whichever contacts they were known."""

from appcare.application.consent_ports import Consents
from appcare.application.find_contact import FindContact
from appcare.domain.consent import Consent, all_known


class ReadConsent:
    """Looks consents up."""

    def __init__(self, contacts: FindContact, consents: Consents) -> None:
        self._contacts = contacts
        self._consents = consents

    def of(self, contact_id: str) -> Consent:
        """Return what is known: of the contact, and of all that turned out to be the same person.

        Raises:
            StorageError: it cannot be looked up now.
        """
        contact = self._contacts.by_id(contact_id)
        ids = {contact_id}
        if contact:
            ids |= {contact.id, *(one for one in contact.absorbed if self._is_still(one, contact.id))}
        return all_known(self._consents.read(ids).values())

    def _is_still(self, former: str, contact_id: str) -> bool:
        """Whether a contact that was merged is still this one: its name may be somebody else's since."""
        found = self._contacts.by_id(former)
        return found is None or found.id == contact_id
