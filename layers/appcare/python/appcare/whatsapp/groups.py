"""Changes of groups in our words."""

from collections.abc import Callable, Mapping
from typing import Any

from appcare.domain.events.groups import Group, Participant, Setting
from appcare.whatsapp.payload import BSUID, child, children, flag, glance, text
from appcare.whatsapp.phone import mark_names, phone
from appcare.whatsapp.said import Said, errors_of, lower, unknown

SETTINGS = {
    "group_subject": "subject",
    "group_description": "description",
    "profile_picture": "profile_picture",
}


def group(update: Mapping[str, Any], field: str | None) -> Said:
    """Translate a change of a group; never raises."""
    type_ = lower(update, "type") or ""
    found = Group(id=text(update, "group_id") or "", request_id=text(update, "request_id"))
    if type_ in TYPES and errors_of(update) and not _partly(update):
        parts = {"group": found, "action": type_, "errors": errors_of(update)}
        return Said(type="group.request_failed", parts=parts)
    if type_ == "group_create" and children(update, "removed_participants"):
        type_ = "group_participants_remove"
    if type_ not in TYPES:
        return unknown(field)
    name, read = TYPES[type_]
    return Said(type=name, parts={"group": found, **read(update)})


def _partly(update: Mapping[str, Any]) -> bool:
    """Whether a request with errors did work for some."""
    people = (*children(update, "removed_participants"), *children(update, "added_participants"))
    return bool(people) or any(setting.changed for setting in _settings(update)["settings"])


def _nothing(update: Mapping[str, Any]) -> dict[str, Any]:
    del update
    return {}


def _created(update: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "subject": text(update, "subject"),
        "description": text(update, "description"),
        "invite_link": text(update, "invite_link"),
        "approval": lower(update, "join_approval_mode"),
        "participants": _people(update, "added_participants"),
    }


def _added(update: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "participants": _people(update, "added_participants"),
        "failed": _people(update, "failed_participants"),
        "reason": lower(update, "reason"),
    }


def _removed(update: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "participants": _people(update, "removed_participants"),
        "failed": _people(update, "failed_participants"),
        "by": lower(update, "initiated_by"),
    }


def _join_request(update: Mapping[str, Any]) -> dict[str, Any]:
    return {"join_request_id": text(update, "join_request_id"), "participant": _person(update, ())}


def _settings(update: Mapping[str, Any]) -> dict[str, Any]:
    found = [_setting(SETTINGS[name], child(update, name)) for name in SETTINGS if child(update, name)]
    plain = [
        Setting(name=name, value=value)
        for name in ("subject", "description")
        if (value := text(update, name))
    ]
    return {"settings": (*found, *plain)}


def _setting(name: str, said: Mapping[str, Any]) -> Setting:
    return Setting(
        name=name,
        value=text(said, "text", "sha256"),
        changed=flag(said, "update_successful"),
        errors=errors_of(said),
    )


def _people(update: Mapping[str, Any], name: str) -> tuple[Participant, ...]:
    people = children(update, name)
    return tuple(_person(person, errors_of(person)) for person in people if isinstance(person, Mapping))


def _person(person: Mapping[str, Any], errors: tuple[Any, ...]) -> Participant:
    said = glance(person, "input") or ""
    bsuid = text(person, "user_id") or (said if BSUID.match(said) else None)
    number = phone(person, "wa_id", "input")
    mark_names(person, ("input",), {bsuid, number})
    return Participant(
        phone=number,
        bsuid=bsuid,
        parent_bsuid=text(person, "parent_user_id"),
        username=text(person, "username"),
        errors=errors,
    )


TYPES: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "group_create": ("group.created", _created),
    "group_delete": ("group.deleted", _nothing),
    "group_participants_add": ("group.participants_added", _added),
    "group_add_participants": ("group.participants_added", _added),
    "group_participants_remove": ("group.participants_removed", _removed),
    "group_remove_participants": ("group.participants_removed", _removed),
    "group_join_request_created": ("group.join_requested", _join_request),
    "group_join_request_revoked": ("group.join_request_revoked", _join_request),
    "group_settings_update": ("group.settings_changed", _settings),
    "group_suspend": ("group.suspended", _nothing),
    "group_suspend_cleared": ("group.reinstated", _nothing),
}
"""Meta's type of change -> our event, and how it is read.

Source: Meta, webhooks for the groups API; the OpenAPI document has the older names and a removal under
`group_create`.
"""
