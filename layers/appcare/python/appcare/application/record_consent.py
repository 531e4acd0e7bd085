"""Records that a customer agreed to be written to, or took that back."""

from collections.abc import Callable

from appcare.application.consent_ports import Consents
from appcare.application.find_contact import FindContact
from appcare.application.history_ports import KnownContact
from appcare.application.ports import EventLog
from appcare.domain.consent import Consent, Statement
from appcare.domain.consent_facts import Recorded, consent_recorded
from appcare.domain.identity import NOBODY, Alias, AliasKind, new_contact_id
from appcare.domain.log import number_of


class RecordConsent:
    """Writes the fact, and what follows from it at once: whoever sends next must not be refused.

    The router learns the same from the fact; what is told twice is recorded once.
    """

    def __init__(
        self,
        *,
        log: EventLog,
        contacts: FindContact,
        consents: Consents,
        partition_of: Callable[[str, str], str],
    ) -> None:
        """Set up.

        Args:
            log: what happened.
            contacts: finds who has a phone number.
            consents: what each contact agreed to.
            partition_of: number id, phone number -> the customer's partition of the log.
        """
        self._log = log
        self._contacts = contacts
        self._consents = consents
        self._partition_of = partition_of

    def of_contact(self, contact: KnownContact, number_id: str, statement: Statement) -> str | None:
        """Record what a known customer said; return the contact's id.

        None: nothing ever happened to this contact on a business number, so there is no place for it.

        Args:
            contact: who.
            number_id: the business number that it lies with if the customer is known there; empty: any.
            statement: what was said.

        Raises:
            StorageError: it is not known to be kept; telling it again is safe.
        """
        places = sorted(one for one in contact.partitions if not one.endswith(f"#{NOBODY}"))
        on_number = [one for one in places if number_of(one) == number_id]
        place = next(iter(on_number or places), None)
        if place is None:
            return None
        return self._recorded(place, contact.id, Recorded(statement=statement))

    def of_phone(self, phone: str, number_id: str, statement: Statement) -> str:
        """Record what somebody said who may be unknown; return the id that the contact has or will get.

        Args:
            phone: digits without plus.
            number_id: the business number that it lies with.
            statement: what was said.

        Raises:
            StorageError: it is not known to be kept; telling it again is safe.
        """
        name = Alias(AliasKind.PHONE, phone).fitting()
        known = self._contacts.by_name(name)
        contact_id = known.id if known else new_contact_id(name)
        place = self._partition_of(number_id, phone)
        return self._recorded(place, contact_id, Recorded(statement=statement, phone=phone))

    def _recorded(self, partition: str, contact_id: str, recorded: Recorded) -> str:
        self._log.append([consent_recorded(partition, recorded)])
        self._consents.learn(contact_id, Consent(statement=recorded.statement))
        return contact_id
