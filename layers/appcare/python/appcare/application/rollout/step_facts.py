"""Changes of rollouts, as facts of our own: read back for the router and told to CRMs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from appcare.application.ports import Translated
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import ContactRef, CrmEvent, NumberRef
from appcare.domain.events.rollout import RolloutEvent
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.rollout import change_facts
from appcare.domain.rollout.change_facts import change_of

KINDS = change_facts.KINDS
"""Kinds of records that this reads."""


class StepFacts:
    """`Channel` for what happened to a number's rollout; it concerns no customer."""

    def __init__(self, number_name: Callable[[str], str], sources: Mapping[str, str]) -> None:
        """Set up.

        Args:
            number_name: the configured name of a number.
            sources: first part of a partition -> the channel's name in an event's source.
        """
        self._number_name = number_name
        self._sources = sources

    def translate(self, record: LogRecord) -> Translated:
        """Say whom it concerns: the number and nobody; see `Channel`."""
        told = change_of(record)
        return Translated(
            customer=Customer(partition=record.key.pk),
            number_id=told.number_id,
            occurred_at=told.change.at,
            types=(record.kind,),
        )

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Build the event; see `Channel`."""
        del raw
        if ref.type != record.kind or record.kind not in KINDS:
            message = f"the record holds no {ref.type}"
            raise UndigestibleError(message)
        told, channel = change_of(record), record.key.pk.partition("#")[0]
        change = told.change
        data = RolloutEvent(
            order=record.key.sk,
            occurred_at=datetime.fromtimestamp(change.at / 1000, UTC),
            number=NumberRef(id=told.number_id, name=self._number_name(told.number_id)),
            contact=ContactRef(id=ref.contact_id),
            from_step=change.from_step or None,
            to_step=change.to_step,
            share=told.share_bp / 100,
            by=change.by,
            why=change.why or None,
            reasons=change.reasons,
            figures=dict(change.figures),
        )
        source = f"/{self._sources.get(channel, channel)}/{quote(told.number_id, safe='')}"
        return CrmEvent(id=ref.event_id, type=ref.type, source=source, subject=ref.contact_id, data=data)
