"""Samples of what concerns a customer's person."""

from docs.samples.people import ANNA, ANNA_ID, WAMID, WHEN, Sample, beside, message

CUSTOMERS = {
    "customer.number_changed": message(
        "system",
        {
            "type": "user_changed_number",
            "body": f"User Anna changed from {ANNA} to 31698765432",
            "wa_id": "31698765432",
            "user_id": "NL.9930271846",
        },
    ),
    "customer.user_id_changed": message(
        "system",
        {
            "type": "user_changed_user_id",
            "body": f"User Anna changed from {ANNA_ID} to NL.9930271846",
            "user_id": "NL.9930271846",
        },
    ),
    "customer.identity_changed": message(
        "system",
        {"type": "customer_identity_changed", "body": "User identity changed"},
        identity={"acknowledged": False, "created_timestamp": WHEN, "hash": "Sjv1PlCFJ8s="},
    ),
    "customer.chat_opened": message("request_welcome", {}),
    "customer.conversion_detected": Sample(
        "automatic_events",
        {
            "automatic_events": [
                {
                    "id": WAMID,
                    "event_name": "Purchase",
                    "timestamp": int(WHEN),
                    "ctwa_clid": "Aff-n8ZTODiE79d22KtAwQKj9e",
                    "custom_data": {"currency": "EUR", "value": 25000},
                }
            ]
        },
        around=True,
    ),
    "preference.changed": beside(
        "user_preferences",
        "user_preferences",
        {
            "wa_id": ANNA,
            "user_id": ANNA_ID,
            "category": "marketing_messages",
            "value": "stop",
            "detail": "User requested to stop marketing messages",
            "timestamp": int(WHEN),
        },
    ),
}
"""Type of event -> an update that means it."""
