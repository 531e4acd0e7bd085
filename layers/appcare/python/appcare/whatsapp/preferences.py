"""What customers want to hear of, in our words."""

from collections.abc import Mapping
from typing import Any

from appcare.whatsapp.payload import text
from appcare.whatsapp.said import Said, lower, unknown


def preference(update: Mapping[str, Any], field: str | None) -> Said:
    """Translate an element of `user_preferences`; never raises."""
    choice = lower(update, "value")
    if choice is None:
        return unknown(field)
    parts = {
        "category": text(update, "category"),
        "choice": choice,
        "text": text(update, "detail"),
        "signup_id": text(update, "signup_id"),
    }
    return Said(type="preference.changed", parts=parts)
