"""Callbacks as a CRM posts them to the adapter `webhook`."""

import json
from datetime import UTC, datetime
from typing import Any

from standardwebhooks.webhooks import Webhook

from appcare.application.adapter_ports import RawRequest

NOW_S = 1_799_999_500
CONTACT_ID = "ctc_" + "a" * 26
CONVERSATION_ID = "cnv_" + "b" * 26


def document(written_at: str = "2026-11-22T12:02:00Z", **data: Any) -> dict[str, Any]:
    """Return a callback's document; `data` replaces parts of a plain answer, None takes one out."""
    told = {"id": "n-1", "contact_id": CONTACT_ID, "text": "It comes tomorrow.", **data}
    return {
        "type": "agent.replied",
        "timestamp": written_at,
        "data": {name: value for name, value in told.items() if value is not None},
    }


def signed(content: Any, secret: str, *, at: int = NOW_S, id_: str = "msg_1", came_at: int = 0) -> RawRequest:
    """Return a callback: a document, or a body as it is, signed at `at`, in seconds."""
    body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    signature = Webhook(secret).sign(id_, datetime.fromtimestamp(at, UTC), body.decode())
    headers = {
        "content-type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": str(at),
        "webhook-signature": signature,
    }
    return RawRequest(headers=headers, query={}, body=body, at=(came_at or at) * 1000)
