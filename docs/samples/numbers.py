"""Samples of changes of business numbers."""

from docs.samples.people import NUMBER_ID, OUR_PHONE, WHEN, Sample

NUMBERS = {
    "number.quality_changed": Sample(
        "phone_number_quality_update",
        {
            "display_phone_number": OUR_PHONE,
            "event": "UPGRADE",
            "old_limit": "TIER_2K",
            "current_limit": "TIER_10K",
            "max_daily_conversations_per_business": 10000,
        },
    ),
    "number.name_reviewed": Sample(
        "phone_number_name_update",
        {
            "display_phone_number": OUR_PHONE,
            "decision": "REJECTED",
            "requested_verified_name": "Kade",
            "rejection_reason": "NAME_INVALID_BUSINESS_RELATIONSHIP",
        },
    ),
    "number.security_changed": Sample(
        "security",
        {"display_phone_number": OUR_PHONE, "event": "PIN_RESET_REQUEST", "requester": "61555822107539"},
    ),
    "number.username_changed": Sample(
        "business_username_update",
        {"display_phone_number": OUR_PHONE, "username": "kade.post", "status": "approved"},
    ),
    "number.settings_changed": Sample(
        "account_settings_update",
        {
            "type": "phone_number_settings",
            "timestamp": WHEN,
            "phone_number_settings": {
                "phone_number_id": NUMBER_ID,
                "calling": {"status": "ENABLED", "call_icon_visibility": "DEFAULT"},
            },
        },
    ),
    "number.error_reported": Sample(
        "messages",
        {"errors": [{"code": 130429, "title": "Rate limit hit", "error_data": {"details": "Slow down."}}]},
        around=True,
    ),
}
"""Type of event -> an update that means it."""
