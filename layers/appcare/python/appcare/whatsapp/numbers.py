"""Changes of business numbers in our words."""

from collections.abc import Mapping
from typing import Any

from appcare.whatsapp.accounts import limit
from appcare.whatsapp.heard import mark
from appcare.whatsapp.payload import child, expected, glance, text
from appcare.whatsapp.phone import phone
from appcare.whatsapp.said import Said, errors_of, lower


def quality(value: Mapping[str, Any]) -> Said | None:
    """Translate `phone_number_quality_update`."""
    event = lower(value, "event")
    if event is None:
        return None
    parts = {
        "event": event,
        "previous_limit": text(value, "old_limit"),
        "limit": text(value, "current_limit"),
        "daily_customers": limit(value, ("max_daily_conversations_per_business", "current_limit")),
    }
    return _number("number.quality_changed", value, parts)


def name(value: Mapping[str, Any]) -> Said | None:
    """Translate `phone_number_name_update`."""
    decision = lower(value, "decision")
    if decision is None:
        return None
    reason = text(value, "rejection_reason")
    parts = {
        "decision": decision,
        "name": text(value, "requested_verified_name"),
        "reason": None if reason in ("NONE", "none") else reason,
    }
    return _number("number.name_reviewed", value, parts)


def security(value: Mapping[str, Any]) -> Said | None:
    """Translate `security`."""
    event = lower(value, "event")
    if event is None:
        return None
    return _number("number.security_changed", value, {"event": event, "requester": text(value, "requester")})


def username(value: Mapping[str, Any]) -> Said | None:
    """Translate `business_username_update`."""
    parts = {"username": text(value, "username"), "status": lower(value, "status")}
    return _number("number.username_changed", value, parts) if any(parts.values()) else None


def settings(value: Mapping[str, Any]) -> Said | None:
    """Translate `account_settings_update`, whose settings are a number's."""
    changed = child(value, "phone_number_settings")
    if not changed:
        return None
    mark(value, "phone_number_settings")
    expected(value, "type", ("phone_number_settings",))
    id_ = glance(changed, "phone_number_id")
    kept = {key: setting for key, setting in changed.items() if key != "phone_number_id" or id_ is None}
    return _number("number.settings_changed", value, {"settings": kept})


def errors(value: Mapping[str, Any]) -> Said | None:
    """Translate errors that stand beside messages, or alone."""
    found = errors_of(value)
    return _number("number.error_reported", value, {"errors": found}) if found else None


def _number(type_: str, value: Mapping[str, Any], parts: Mapping[str, Any]) -> Said:
    named = phone(value, "display_phone_number")
    named = named or phone(child(value, "metadata"), "display_phone_number")
    return Said(type=type_, parts={**parts, "display_phone": named})
