"""Recorded consents, as facts of our own: read back for the router and told to CRMs."""

from appcare.application.envelopes import Envelopes
from appcare.application.ports import Translated
from appcare.domain.consent_facts import KINDS, recorded_in
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import ContactRef, CrmEvent
from appcare.domain.events.consents import ConsentRecorded, ConsentStatement
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord, number_of

__all__ = ["KINDS", "ConsentFacts"]


class ConsentFacts:
    """`Channel` for consents; they belong to no conversation."""

    def __init__(self, envelopes: Envelopes) -> None:
        self._envelopes = envelopes

    def translate(self, record: LogRecord) -> Translated:
        """Say whom it concerns: somebody nobody knew is known from now on; see `Channel`."""
        recorded = recorded_in(record)
        return Translated(
            customer=Customer(partition=record.key.pk, phone=recorded.phone or None),
            number_id=number_of(record.key.pk),
            occurred_at=recorded.statement.at,
            types=(record.kind,),
        )

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Build the event; see `Channel`."""
        del raw
        if ref.type != record.kind:
            message = f"the record holds no {ref.type}"
            raise UndigestibleError(message)
        recorded = recorded_in(record)
        said = recorded.statement
        around = self._envelopes.around(record, ref, number_of(record.key.pk), said.at)
        data = ConsentRecorded(
            **{**around, "contact": ContactRef(id=ref.contact_id, phone=recorded.phone or None)},
            consent=ConsentStatement(given=said.given, words=said.words, source=said.source),
        )
        return self._envelopes.event(record, ref, data)
