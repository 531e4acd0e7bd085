"""An event as CloudEvents 1.0 JSON."""

import json

from appcare.domain.events import CrmEvent

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def body_of(event: CrmEvent) -> bytes:
    """Return the body; the same event always gives the same bytes."""
    data = event.data.model_dump(mode="json", exclude_none=True)
    data.setdefault("occurred_at", None)  # the one member that is always there, null without a timestamp
    document = {
        "specversion": "1.0",
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
        "datacontenttype": "application/json",
        "data": data,
    }
    if data["occurred_at"]:
        document["time"] = data["occurred_at"]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
