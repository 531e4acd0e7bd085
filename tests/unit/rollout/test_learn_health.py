"""What the channel's updates say of how numbers, accounts and templates do."""

import json
from typing import Any

import pytest

from appcare.application.channels import Channels
from appcare.application.rollout.learn_health import LearnHealth
from appcare.application.rollout.scopes import Scopes
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.rollout.health import Known, verdict_of
from appcare.domain.rollout.plan import HealthBounds
from appcare.domain.rollout.signals import Severity, Signal, SignalKind
from appcare.memory.rollout_signals import MemorySignals
from appcare.whatsapp.translate import WhatsApp
from tests.unit.application.telling_channel import Routing

WABA = "102290129340398"
DAY = 86_400_000
AT = 1_795_348_800_000
SCOPES = Scopes(
    account_with={WABA: "main"}.get,
    number_with={WABA: "7"}.get,
    number_called={"31850608199": "8"}.get,
    number_name=lambda id_: {"7": "support", "8": "sales"}.get(id_, "unlisted"),
)

ALERT = {"alert_type": "ACCOUNT_AT_RISK", "alert_severity": "CRITICAL", "alert_status": "ACTIVE"}
TEMPLATE = {"message_template_name": "parcel_today", "message_template_language": "nl"}


def heard(*told: tuple[str, dict[str, Any], int]) -> MemorySignals:
    """Return what is known after these updates, each of a field, at a moment."""
    channels, signals = Channels({"wa": WhatsApp(lambda _: "support")}), MemorySignals()
    learner = LearnHealth(signals, channels, SCOPES)
    routing = Routing(learners=(learner,), channels=channels)
    for turn, (field, value, at) in enumerate(told):
        routing.route(
            LogRecord(
                LogKey(f"wa#{WABA}#-", f"{at:013d}#x{turn}#change"),
                f"field.{field}",
                json.dumps({"account": WABA, "field": field, "value": value}).encode(),
            )
        )
    return signals


def quality(event: str) -> dict[str, Any]:
    """Return an update of a number's quality."""
    return {"display_phone_number": "31850608100", "event": event, "current_limit": "TIER_1K"}


def reasons(signals: MemorySignals, now: int) -> list[tuple[str, bool]]:
    """Return what is wrong at a moment."""
    verdict = verdict_of(Known(signals=signals.known()), HealthBounds(), "", now)
    return [(reason.code, reason.red) for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (["FLAGGED"], [("quality:flagged", True)]),
        (["FLAGGED", "UNFLAGGED"], []),
        (["FLAGGED", "DOWNGRADE"], [("quality:downgrade", False)]),
        (["DOWNGRADE", "UPGRADE"], []),
        (["FLAGGED", "THROUGHPUT_UPGRADE"], [("quality:flagged", True)]),
        (["ONBOARDING"], []),
    ],
)
def test_quality_of_a_number(events: list[str], expected: list[tuple[str, bool]]) -> None:
    """Flagged is red, a lowered limit a warning, better words clear both; what speaks of neither does not."""
    signals = heard(
        *(
            ("phone_number_quality_update", quality(event), AT + turn * 1000)
            for turn, event in enumerate(events)
        )
    )
    assert reasons(signals, AT + 5000) == expected
    assert reasons(signals, AT + 8 * DAY) == []


def test_a_late_word_on_quality_changes_nothing() -> None:
    """Updates come in any order."""
    told = [("phone_number_quality_update", quality("UNFLAGGED"), AT + 9000)]
    told.append(("phone_number_quality_update", quality("FLAGGED"), AT))
    assert reasons(heard(*told), AT + 9001) == []


def test_a_number_is_named_by_nothing_that_could_be_dialled() -> None:
    """Its phone number is in no key of State."""
    (signal,) = heard(("phone_number_quality_update", quality("FLAGGED"), AT)).known()
    assert signal.scope == "number:support"
    assert "31850608100" not in repr(signal)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("account_alerts", {"alert_info": ALERT}, [("account:account_at_risk", True)]),
        (
            "account_alerts",
            {"alert_info": {**ALERT, "alert_severity": "WARNING"}},
            [("account:account_at_risk", False)],
        ),
        ("account_alerts", {"alert_info": {**ALERT, "alert_severity": "INFORMATIONAL"}}, []),
        ("account_alerts", {"alert_info": {**ALERT, "alert_status": "NONE"}}, []),
        (
            "account_update",
            {
                "event": "ACCOUNT_RESTRICTION",
                "restriction_info": [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING"}],
            },
            [("account:restricted", True)],
        ),
        (
            "account_update",
            {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SCAM"}},
            [("account:violation_found", True)],
        ),
        (
            "account_update",
            {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": ["DISABLE"]}},
            [("account:ban_changed", True)],
        ),
        ("account_update", {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": ["REINSTATE"]}}, []),
        (
            "message_template_quality_update",
            {**TEMPLATE, "new_quality_score": "YELLOW"},
            [("template:parcel_today:yellow", False)],
        ),
        ("message_template_quality_update", {**TEMPLATE, "new_quality_score": "GREEN"}, []),
    ],
)
def test_trouble_of_accounts_and_templates(
    field: str, value: dict[str, Any], expected: list[tuple[str, bool]]
) -> None:
    """What Meta says counts for a day, of templates for a week, in the account's scope."""
    signals = heard((field, value, AT))
    assert reasons(signals, AT + DAY - 1) == expected
    assert {signal.scope for signal in signals.known()} == {"account:main"}
    lasts = DAY if field.startswith("account") else 7 * DAY
    assert reasons(signals, AT + lasts) == []


def test_an_account_that_is_reinstated() -> None:
    """What it was banned for counts no more."""
    violation = {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SCAM"}}
    bans = [
        {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": [state]}}
        for state in ("DISABLE", "REINSTATE")
    ]
    told = [("account_update", value, AT + turn * 1000) for turn, value in enumerate([violation, *bans])]
    assert reasons(heard(*told[:2]), AT + 9000) == [
        ("account:violation_found", True),
        ("account:ban_changed", True),
    ]
    assert reasons(heard(*told), AT + 9000) == []


def test_alerts_are_lifted_one_by_one() -> None:
    """Each alert has its own end."""
    other = {**ALERT, "alert_type": "OTHER"}
    lifted = {**ALERT, "alert_status": "NONE"}
    told = [
        ("account_alerts", {"alert_info": info}, AT + turn * 1000)
        for turn, info in enumerate([ALERT, other, lifted])
    ]
    assert reasons(heard(*told), AT + 9000) == [("account:other", True)]


@pytest.mark.parametrize(
    ("number_id", "phone", "account", "scope"),
    [
        ("8", None, WABA, "number:sales"),
        ("", "31850608199", WABA, "number:sales"),
        ("", "31850608100", WABA, "number:support"),
        ("", None, "1", ""),
        ("9", None, WABA, "account:main"),
    ],
)
def test_whom_a_word_on_quality_concerns(number_id: str, phone: str | None, account: str, scope: str) -> None:
    """The number, if it is known by anything; else its account's numbers, else everybody's."""
    assert SCOPES.of_number(number_id, phone, account) == scope


def test_an_alarm_and_a_word_of_meta_are_two_things() -> None:
    """What is about something else is kept beside it."""
    signals = heard(("phone_number_quality_update", quality("FLAGGED"), AT))
    signals.learn(Signal(kind=SignalKind.ALARM, scope="", subject="a", severity=Severity.WARNING, at=AT))
    assert reasons(signals, AT + 1) == [("quality:flagged", True), ("alarm:a", False)]
