"""Changes of rollouts, as facts of our own: read back for the router and told to CRMs."""

from appcare.application.envelopes import Envelopes
from appcare.application.ports import Translated
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import CrmEvent
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

    def __init__(self, envelopes: Envelopes) -> None:
        self._envelopes = envelopes

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
        told = change_of(record)
        change = told.change
        data = RolloutEvent(
            **self._envelopes.around(record, ref, told.number_id, change.at),
            from_step=change.from_step or None,
            to_step=change.to_step,
            share=told.share_bp / 100,
            by=change.by,
            why=change.why or None,
            reasons=change.reasons,
            figures=dict(change.figures),
        )
        return self._envelopes.event(record, ref, data)
