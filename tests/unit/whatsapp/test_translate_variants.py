"""Shapes that Meta's changes have beside the documented one."""

from typing import Any

import pytest

from tests.unit.whatsapp.reading import data_of, event_of, record_of
from tests.unit.whatsapp.samples import Json, value, webhook


def told(field: str, **parts: Any) -> tuple[str, Any]:
    """Return the type of a change's event, and what a CRM gets of it."""
    body = webhook(parts, field=field)
    return event_of(record_of(body)).type, data_of(body)


@pytest.mark.parametrize(
    ("parts", "customers", "numbers"),
    [
        ({"max_daily_conversation_per_phone": 1000, "max_phone_numbers_per_waba": 2}, 1000, 2),
        ({"max_daily_conversations_per_business": "TIER_10K"}, 10_000, None),
        ({"max_daily_conversations_per_business": "tier_250"}, 250, None),
        ({"max_daily_conversations_per_business": "TIER_UNLIMITED"}, -1, None),
        ({"max_daily_conversations_per_business": -1}, -1, None),
        ({"max_daily_conversations_per_business": "K", "max_phone_numbers_per_business": "25"}, None, 25),
    ],
)
def test_limits(parts: Json, customers: int | None, numbers: int | None) -> None:
    """Limits come as numbers, as text, and as tiers."""
    type_, data = told("business_capability_update", **parts)
    assert type_ == "account.capability_changed"
    assert (data.get("daily_customers"), data.get("numbers")) == (customers, numbers)


def test_an_alert_with_its_parts_at_the_top() -> None:
    """Once they stood there."""
    type_, data = told("account_alerts", alert_type="OBA_APPROVED", alert_severity="INFORMATIONAL")
    assert (type_, data["alert"], data["severity"]) == ("account.alerted", "OBA_APPROVED", "informational")


@pytest.mark.parametrize("state", ["DISABLE", ["DISABLE"], ["DISABLE", "REINSTATE"]])
def test_a_ban_in_a_list(state: Any) -> None:
    """The state of a ban may be the first of a list."""
    type_, data = told("account_update", event="disabled_update", ban_info={"waba_ban_state": state})
    assert (type_, data["state"]) == ("account.ban_changed", "disable")


@pytest.mark.parametrize("listed", [True, False])
def test_one_restriction(listed: bool) -> None:  # noqa: FBT001 - a column
    """Restrictions are a list, or a single one."""
    one = {"restriction_type": "R", "expiration": "1799999000"}
    _, data = told(
        "account_update", event="ACCOUNT_RESTRICTION", restriction_info=[one, {}] if listed else one
    )
    assert data["restrictions"] == [{"type": "R", "until": "2027-01-15T07:43:20Z"}]


def test_an_account_event_that_nobody_documents() -> None:
    """It goes out as it came."""
    type_, data = told("account_update", event="ACCOUNT_PAINTED")
    assert (type_, data["field"], data["raw"]["value"]) == (
        "unknown",
        "account_update",
        {"event": "ACCOUNT_PAINTED"},
    )


@pytest.mark.parametrize(
    ("parts", "previous", "category", "planned"),
    [
        ({"previous_category": "UTILITY", "new_category": "MARKETING"}, "utility", "marketing", None),
        ({"new_category": "UTILITY", "correct_category": "MARKETING"}, "utility", None, "marketing"),
        ({"category_update_timestamp": "1799999000", "correct_category": "X"}, None, None, "x"),
    ],
)
def test_a_category_now_and_to_come(
    parts: Json, previous: str | None, category: str | None, planned: str | None
) -> None:
    """An announced change is told from one that took effect."""
    type_, data = told("template_category_update", message_template_id=1, **parts)
    assert type_ == "template.category_changed"
    assert (data.get("previous"), data.get("category"), data.get("planned")) == (previous, category, planned)
    assert ("takes_effect_at" in data) == ("category_update_timestamp" in parts)


@pytest.mark.parametrize("date", ["1799999000", 1_799_999_000, "January 31, 2027"], ids=repr)
def test_when_a_template_ends(date: Any) -> None:
    """A date comes as a number or in words, and goes out as text."""
    parts = {
        "message_template_id": 1,
        "event": "FLAGGED",
        "reason": "NONE",
        "disable_info": {"disable_date": date},
    }
    _, data = told("message_template_status_update", **parts)
    assert data["disabled_on"] == str(date)
    assert "reason" not in data


def grouped(**said: Any) -> tuple[str, Any]:
    """Return what becomes of a group's change."""
    return told(
        "group_participants_update", **value(groups=[{"group_id": "G", "timestamp": "1799999000", **said}])
    )


ERRORS = [{"code": 131000, "title": "Failed"}]


@pytest.mark.parametrize(
    ("said", "type_"),
    [
        ({"type": "group_create", "errors": ERRORS}, "group.request_failed"),
        ({"type": "group_delete", "errors": ERRORS}, "group.request_failed"),
        ({"type": "group_participants_remove", "errors": ERRORS}, "group.request_failed"),
        (
            {"type": "group_participants_remove", "errors": ERRORS, "removed_participants": [{"wa_id": "1"}]},
            "group.participants_removed",
        ),
        (
            {
                "type": "group_settings_update",
                "errors": ERRORS,
                "group_subject": {"text": "T", "update_successful": True},
            },
            "group.settings_changed",
        ),
        (
            {
                "type": "group_settings_update",
                "errors": ERRORS,
                "group_subject": {"text": "T", "update_successful": False},
            },
            "group.request_failed",
        ),
        ({"type": "group_create", "removed_participants": [{"wa_id": "1"}]}, "group.participants_removed"),
        ({"type": "group_add_participants", "added_participants": []}, "group.participants_added"),
        ({"type": "group_painted"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_what_happened_to_a_group(said: Json, type_: str) -> None:
    """A request that failed as a whole is told from one that failed for some."""
    assert grouped(**said)[0] == type_


def test_people_in_a_group() -> None:
    """A participant is told by whatever name there is; what was asked for may be a number or an id."""
    people = [
        {"input": "+31 6 12345678"},
        {"input": "NL.1"},
        {"wa_id": "31687654321", "username": "p"},
        "nobody",
    ]
    _, data = grouped(type="group_participants_remove", removed_participants=people)
    assert [{name: part for name, part in one.items() if part} for one in data["participants"]] == [
        {"phone": "31612345678"},
        {"bsuid": "NL.1"},
        {"phone": "31687654321", "username": "p"},
    ]


@pytest.mark.parametrize(
    ("event", "parts", "measured"),
    [
        ("CLIENT_ERROR_RATE", {"error_rate": "14.28"}, 14.28),
        ("ENDPOINT_LATENCY", {"p50_latency": 4, "p90_latency": 8}, 8),
        ("ENDPOINT_LATENCY", {"p50_latency": 4}, 4),
        ("ENDPOINT_AVAILABILITY", {"availability": 75}, 75),
        ("ENDPOINT_ERROR_RATE", {}, None),
    ],
)
def test_what_a_flow_alerts_about(event: str, parts: Json, measured: float | None) -> None:
    """Each alert measures something else."""
    type_, data = told("flows", event=event, **parts)
    assert (type_, data["alert"], data.get("value")) == ("flow.alerted", event.lower(), measured)


def test_history_by_user_id() -> None:
    """A thread may name its customer by a business-scoped id; who wrote is told by it, too."""
    messages: list[Any] = [
        {"from_user_id": "NL.1", "type": "text", "text": {"body": "a"}},
        {"from": "15550783881", "to_user_id": "NL.1", "type": "media_placeholder"},
        {"type": "text", "text": {"body": "c"}},
        "nothing",
    ]
    part = {"metadata": {"phase": "1", "progress": 100}, "threads": [{"id": "NL.1", "messages": messages}, 7]}
    type_, data = told("history", **value(history=[part, None]))
    assert type_ == "history.synced"
    (kept,) = data["parts"]
    assert (kept["phase"], kept["percent"]) == (1, 100)
    (thread,) = kept["threads"]
    assert thread["bsuid"] == "NL.1"
    assert [(one["message"]["kind"], one.get("by")) for one in thread["messages"]] == [
        ("text", "customer"),
        ("unsupported", "company"),
        ("text", None),
    ]
    assert thread["messages"][1]["message"]["was"] == "media_placeholder"


def test_leads_and_what_else_meta_may_notice() -> None:
    """What is neither lead nor purchase is left out; where nothing is left the change goes out as it came."""
    lead = {"event_name": "LeadSubmitted", "id": "wamid.1"}
    type_, data = told("automatic_events", **value(automatic_events=[lead, {"event_name": "Sneezed"}]))
    assert (type_, data["conversions"]) == (
        "customer.conversion_detected",
        [{"of": "lead", "wamid": "wamid.1"}],
    )
    assert told("automatic_events", **value(automatic_events=[{"event_name": "Sneezed"}]))[0] == "unknown"
