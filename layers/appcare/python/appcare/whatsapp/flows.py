"""Changes and alerts of flows in our words."""

from collections.abc import Mapping
from typing import Any

from appcare.whatsapp.payload import real, text
from appcare.whatsapp.said import Said, lower

VALUES = {
    "client_error_rate": ("error_rate",),
    "endpoint_error_rate": ("error_rate",),
    "endpoint_latency": ("p90_latency", "p50_latency"),
    "endpoint_availability": ("availability",),
}
"""Meta's alert -> what it measures. Source: Meta, flows webhooks."""


def flow(value: Mapping[str, Any]) -> Said | None:
    """Translate `flows`; never raises."""
    event = lower(value, "event") or ""
    parts: dict[str, Any] = {"flow_id": text(value, "flow_id"), "details": text(value, "message", "warning")}
    if event == "flow_status_change":
        status = {"previous": lower(value, "old_status"), "status": lower(value, "new_status")}
        return Said(type="flow.status_changed", parts=parts | status)
    if event == "flow_version_expiry_warning":
        return Said(type="flow.version_expiring", parts=parts)
    if event not in VALUES:
        return None
    measured = (real(value, name) for name in VALUES[event])
    alert = {
        "alert": event,
        "state": lower(value, "alert_state"),
        "threshold": real(value, "threshold"),
        "value": next((found for found in measured if found is not None), None),
    }
    return Said(type="flow.alerted", parts=parts | alert)
