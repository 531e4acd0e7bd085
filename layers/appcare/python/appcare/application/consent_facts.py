"""Recorded consents, as facts of our own: read back for the router and told to CRMs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from appcare.application.ports import Translated
from appcare.domain.consent_facts import KINDS, recorded_in
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import ContactRef, CrmEvent, NumberRef
from appcare.domain.events.consents import ConsentRecorded, ConsentStatement
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord, number_of

__all__ = ["KINDS", "ConsentFacts"]


class ConsentFacts:
    """`Channel` for consents; they belong to no conversation."""

    def __init__(self, number_name: Callable[[str], str], sources: Mapping[str, str]) -> None:
        """Set up.

        Args:
            number_name: the configured name of a number.
            sources: first part of a partition -> the channel's name in an event's source.
        """
        self._number_name = number_name
        self._sources = sources

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
        recorded, number_id = recorded_in(record), number_of(record.key.pk)
        said, channel = recorded.statement, record.key.pk.partition("#")[0]
        data = ConsentRecorded(
            order=record.key.sk,
            occurred_at=datetime.fromtimestamp(said.at / 1000, UTC),
            number=NumberRef(id=number_id, name=self._number_name(number_id)),
            contact=ContactRef(id=ref.contact_id, phone=recorded.phone or None),
            consent=ConsentStatement(given=said.given, words=said.words, source=said.source),
        )
        source = f"/{self._sources.get(channel, channel)}/{quote(number_id, safe='')}"
        return CrmEvent(id=ref.event_id, type=ref.type, source=source, subject=ref.contact_id, data=data)
