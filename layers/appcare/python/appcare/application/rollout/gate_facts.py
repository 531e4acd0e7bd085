"""Decisions about who is let in, read back for the router; no CRM is told of them."""

from appcare.application.ports import Translated
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import CrmEvent
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.rollout.gate_facts import (
    ROLLOUT_ADMITTED,
    ROLLOUT_DIVERTED,
    Admission,
    Diversion,
    gate_fact_of,
)


class GateFacts:
    """`Channel` for who waits, is let in, or is told another way."""

    def translate(self, record: LogRecord) -> Translated:
        """Say what follows from it; see `Channel`."""
        fact = gate_fact_of(record)
        change: Admission | Diversion | None = None
        if record.kind == ROLLOUT_ADMITTED:
            change = Admission(fact.conversation_id, fact.at)
        elif record.kind == ROLLOUT_DIVERTED:
            change = Diversion(fact.conversation_id, fact.at)
        return Translated(
            customer=Customer(partition=record.key.pk),
            number_id=fact.number_id,
            occurred_at=fact.at,
            types=(),
            sends=1 if fact.text else 0,
            change=change,
        )

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Say that there is none; see `Channel`."""
        del record, raw
        message = f"who is let in is nobody's event, and no {ref.type}"
        raise UndigestibleError(message)
