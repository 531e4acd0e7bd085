"""Samples of changes of templates and flows."""

from typing import Any

from docs.samples.people import Sample

TEMPLATE = {
    "message_template_id": 1689556908129832,
    "message_template_name": "parcel_delayed",
    "message_template_language": "nl",
}


def _template(field: str, **parts: Any) -> Sample:
    return Sample(field, {**TEMPLATE, **parts})


TEMPLATES = {
    "template.status_changed": _template(
        "message_template_status_update",
        event="REJECTED",
        reason="INVALID_FORMAT",
        message_template_category="UTILITY",
        rejection_info={
            "reason": "Two parameters stand next to each other.",
            "recommendation": "Put words between them.",
        },
    ),
    "template.quality_changed": _template(
        "message_template_quality_update", previous_quality_score="GREEN", new_quality_score="YELLOW"
    ),
    "template.components_changed": _template(
        "message_template_components_update",
        message_template_title="Your parcel",
        message_template_element="Your parcel is late, {{1}}. It arrives on {{2}}.",
        message_template_footer="Kade Post",
        message_template_buttons=[
            {
                "message_template_button_type": "URL",
                "message_template_button_text": "Follow it",
                "message_template_button_url": "https://example.com/parcel",
            }
        ],
    ),
    "template.category_changed": _template(
        "template_category_update", previous_category="UTILITY", new_category="MARKETING"
    ),
    "flow.status_changed": Sample(
        "flows",
        {
            "event": "FLOW_STATUS_CHANGE",
            "flow_id": "6627390910605886",
            "old_status": "DRAFT",
            "new_status": "PUBLISHED",
            "message": "Flow Meter reading changed status from DRAFT to PUBLISHED",
        },
    ),
    "flow.alerted": Sample(
        "flows",
        {
            "event": "ENDPOINT_LATENCY",
            "flow_id": "6627390910605886",
            "alert_state": "ACTIVATED",
            "threshold": 3000,
            "p50_latency": 4000,
            "p90_latency": 8000,
            "requests_count": 34,
            "message": "p90 latency of the endpoint has risen above 3000 ms.",
        },
    ),
    "flow.version_expiring": Sample(
        "flows",
        {
            "event": "FLOW_VERSION_EXPIRY_WARNING",
            "flow_id": "6627390910605886",
            "warning": "The flow uses version 5.0, which ends on 2027-02-01.",
        },
    ),
}
"""Type of event -> an update that means it."""
