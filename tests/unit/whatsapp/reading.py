"""What is made of a webhook with one update in it: its record, what that says, and what a CRM gets."""

import json
from typing import Any

from appcare.application.ports import Translated
from appcare.crm.webhook.mapping import body_of
from appcare.domain.events import CrmEvent
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp
from tests.unit.whatsapp.samples import NOW_S, NUMBER, YEAR_S, Json, webhook

CHANNEL = WhatsApp(lambda number_id: {NUMBER: "support"}.get(number_id, "unlisted"))


def record_of(body: bytes) -> LogRecord:
    """Return the one record of a webhook."""
    (record,) = split(body, retention_s=YEAR_S, now_s=NOW_S).records
    return record


def said_by(body: bytes) -> Translated:
    """Return what a webhook's one record says."""
    return CHANNEL.translate(record_of(body))


def event_of(record: LogRecord, *, raw: bool = False) -> CrmEvent:
    """Return the one event of a record."""
    (type_,) = CHANNEL.translate(record).types
    return CHANNEL.event(record, EventRef(record.key, type_, "ctc_1", "cnv_1"), raw=raw)


def data_of(body: bytes) -> Any:
    """Return what a CRM gets of a webhook's one record."""
    return json.loads(body_of(event_of(record_of(body))))["data"]


def told(change: Json, field: str = "messages") -> tuple[Translated, Any]:
    """Return what is said of a change's only update, and its event."""
    body = webhook(change, field=field)
    return said_by(body), event_of(record_of(body))
