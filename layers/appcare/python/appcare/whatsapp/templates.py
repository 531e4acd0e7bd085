"""Changes of templates in our words."""

from collections.abc import Mapping
from typing import Any

from appcare.domain.events.templates import Button, Template
from appcare.whatsapp.payload import child, children, moment, text
from appcare.whatsapp.said import Said, lower

CATEGORY = ("new_category", "correct_category", "category_update_timestamp")
COMPONENTS = ("message_template_element", "message_template_title", "message_template_buttons")


def template(value: Mapping[str, Any]) -> Said | None:
    """Translate what happened to a template, told by what the update holds; None where it is none."""
    if not any(text(value, name) for name in ("message_template_id", "message_template_name")):
        return None
    if text(value, "new_quality_score"):
        return _quality(value)
    if any(value.get(name) is not None for name in CATEGORY):
        return _category(value)
    if any(value.get(name) is not None for name in COMPONENTS):
        return _components(value)
    return _status(value) if text(value, "event") else None


def _template(value: Mapping[str, Any]) -> Template:
    return Template(
        id=text(value, "message_template_id"),
        name=text(value, "message_template_name"),
        language=text(value, "message_template_language"),
        category=lower(value, "message_template_category"),
    )


def _status(value: Mapping[str, Any]) -> Said:
    other, rejected = child(value, "other_info"), child(value, "rejection_info")
    reason = text(value, "reason")
    parts = {
        "template": _template(value),
        "status": lower(value, "event"),
        "reason": None if reason in ("NONE", "none") else reason,
        "title": text(other, "title"),
        "details": text(rejected, "reason") or text(other, "description") or text(value, "description"),
        "advice": text(rejected, "recommendation"),
        "disabled_on": text(child(value, "disable_info"), "disable_date"),
    }
    return Said(type="template.status_changed", parts=parts)


def _quality(value: Mapping[str, Any]) -> Said:
    parts = {
        "template": _template(value),
        "previous": lower(value, "previous_quality_score"),
        "quality": lower(value, "new_quality_score"),
    }
    return Said(type="template.quality_changed", parts=parts)


def _category(value: Mapping[str, Any]) -> Said:
    planned = lower(value, "correct_category")
    new = lower(value, "new_category")
    # Announced a day ahead, `new_category` is still the present one.
    parts = {
        "template": _template(value),
        "previous": lower(value, "previous_category", "category") or (new if planned else None),
        "category": None if planned else new,
        "planned": planned,
        "takes_effect_at": moment(value, "category_update_timestamp"),
    }
    return Said(type="template.category_changed", parts=parts)


def _components(value: Mapping[str, Any]) -> Said:
    buttons = tuple(
        _button(one) for one in children(value, "message_template_buttons") if isinstance(one, dict)
    )
    parts = {
        "template": _template(value),
        "header": text(value, "message_template_title"),
        "body": text(value, "message_template_element"),
        "footer": text(value, "message_template_footer"),
        "buttons": buttons,
    }
    return Said(type="template.components_changed", parts=parts)


def _button(one: Mapping[str, Any]) -> Button:
    return Button(
        type=lower(one, "message_template_button_type"),
        text=text(one, "message_template_button_text"),
        url=text(one, "message_template_button_url"),
        phone=text(one, "message_template_button_phone_number"),
    )
