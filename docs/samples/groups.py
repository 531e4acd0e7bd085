"""Samples of changes of groups."""

from typing import Any

from docs.samples.people import ANNA, ANNA_ID, PIET, PIET_ID, WHEN, Sample

GROUP = "Y2FwaV9ncm91cDozMTg1MDYwODEwMDoxMjAz"


def _group(field: str, type_: str, **parts: Any) -> Sample:
    said = {"group_id": GROUP, "type": type_, "timestamp": WHEN, **parts}
    return Sample(f"group_{field}_update", {"groups": [said]}, around=True)


GROUPS = {
    "group.created": _group(
        "lifecycle",
        "group_create",
        request_id="REQ_1",
        subject="Neighbours of the Kade",
        invite_link="https://chat.whatsapp.com/Kade",
        join_approval_mode="auto_approve",
    ),
    "group.deleted": _group("lifecycle", "group_delete", request_id="REQ_2"),
    "group.participants_added": _group(
        "participants",
        "group_participants_add",
        reason="invite_link",
        added_participants=[{"wa_id": ANNA, "user_id": ANNA_ID}],
    ),
    "group.participants_removed": _group(
        "participants",
        "group_participants_remove",
        request_id="REQ_3",
        initiated_by="business",
        removed_participants=[{"input": PIET_ID}],
        failed_participants=[{"input": ANNA, "errors": [{"code": 131203, "title": "Not a participant"}]}],
    ),
    "group.join_requested": _group(
        "participants", "group_join_request_created", join_request_id="JR_1", wa_id=PIET, user_id=PIET_ID
    ),
    "group.join_request_revoked": _group(
        "participants", "group_join_request_revoked", join_request_id="JR_1", wa_id=PIET, user_id=PIET_ID
    ),
    "group.settings_changed": _group(
        "settings",
        "group_settings_update",
        request_id="REQ_4",
        group_subject={"text": "Neighbours", "update_successful": True},
        group_description={
            "text": "x",
            "update_successful": False,
            "errors": [{"code": "131202", "message": "Too short"}],
        },
    ),
    "group.suspended": _group("status", "group_suspend"),
    "group.reinstated": _group("status", "group_suspend_cleared"),
    "group.request_failed": _group(
        "lifecycle",
        "group_create",
        request_id="REQ_5",
        errors=[
            {"code": 131201, "title": "Group not created", "error_data": {"details": "Too many groups."}}
        ],
    ),
}
"""Type of event -> an update that means it."""
