"""Samples of statuses."""

from typing import Any

from docs.samples.people import ANNA, ANNA_ID, OURS, WHEN, Sample, beside

PRICING = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"}


def _status(word: str, **parts: Any) -> Sample:
    said = {"id": OURS, "status": word, "timestamp": WHEN, "recipient_id": ANNA, "recipient_user_id": ANNA_ID}
    return beside("messages", "statuses", {**said, "biz_opaque_callback_data": "msg_5wq2m7c3x4z6", **parts})


STATUSES = {
    "message.sent": _status("sent", pricing=PRICING),
    "message.delivered": _status("delivered", pricing=PRICING),
    "message.read": _status("read"),
    "message.played": _status("played"),
    "message.failed": _status(
        "failed",
        errors=[
            {
                "code": 131047,
                "title": "Re-engagement message",
                "error_data": {"details": "More than 24 hours have passed since the customer last replied."},
                "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
            }
        ],
    ),
}
"""Type of event -> an update that means it."""
