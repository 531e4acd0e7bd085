"""Every alarm reaches people and tells them where to read on."""

import re

from appcare.config.alarm_kinds import ALARM_KINDS, is_alarm
from appcare.config.toml_file import parse_settings, read_settings
from infra.app import ROOT
from tests.infra.conftest import LARGE
from tests.infra.synthesized import Synthesized, told

RUNBOOK = re.compile(r"Runbook: (docs/runbooks/([a-z0-9-]+)\.md)$")


def runbooks(synthesized: Synthesized) -> dict[str, str]:
    """Return each alarm's name -> the page that its description names."""
    found = {}
    for alarm in synthesized.resources("AWS::CloudWatch::Alarm").values():
        match = RUNBOOK.search(alarm["Properties"]["AlarmDescription"])
        assert match, alarm["Properties"]["AlarmDescription"]
        found[alarm["Properties"]["AlarmName"]] = match[1]
    return found


def test_each_alarm_has_its_runbook(production: Synthesized) -> None:
    """The page that an alarm names exists and is about that alarm."""
    for alarm, page in runbooks(production).items():
        text = (ROOT / page).read_text()
        title = page.rpartition("/")[2].removesuffix(".md")
        assert text.startswith(f"# {title}\n"), alarm
        assert all(part in text for part in ("**Means:**", "**Look at**", "**Do**", "**Worry**")) or (
            "**Do:**" in text
        ), page


def test_each_runbook_has_its_alarm(production: Synthesized) -> None:
    """No page is about an alarm that does not exist, and the list of pages is complete."""
    pages = {path.name for path in (ROOT / "docs" / "runbooks").glob("*.md")} - {"README.md"}
    assert {page.rpartition("/")[2] for page in runbooks(production).values()} == pages
    overview = (ROOT / "docs" / "runbooks" / "README.md").read_text()
    assert all(f"]({page})" in overview for page in pages)


def test_alarm_names(production: Synthesized) -> None:
    """Stage and stack are part of an alarm's name: an equal name would replace another alarm."""
    assert all(name.startswith("appcare-prod-monitoring-") for name in runbooks(production))


def test_what_is_watched(production: Synthesized) -> None:
    """Everything that can go wrong without a word has its alarm."""
    names = {name.removeprefix("appcare-prod-monitoring-") for name in runbooks(production)}
    assert names == {
        "receiver-errors",
        "front-door-5xx",
        "signature-rejected",
        "webhook-unreadable",
        "log-collision",
        "log-collision-stream",
        "secret-missing",
        "stream-age",
        "record-parked",
        "record-parked-queue",
        "alarm-unreadable",
        "clock-errors",
        "clock-silent",
        "dead-letters-crm-inbox",
        "dead-letters-media",
        "dead-letters-wakeups",
        "queue-age-inbox",
        "queue-age-media",
        "message-unclear",
        "access-token-missing-sender",
        *(
            f"{kind}-whatsapp.{name}"
            for kind in ("dead-letters", "queue-age", "destination-closed")
            for name in ("support", "unlisted", "later")
        ),
        "delivery-parked-inbox",
        "destination-closed-inbox",
        "api-errors",
        "api-unavailable",
        "api-not-authorized",
        "callback-refused-inbox",
        "api-authorizer-errors",
        "destination-closed-media",
        "media-lost",
        "access-token-missing",
        "templates-not-read",
        "templates-not-read-errors",
        "rollout-plan-missing",
        "rollout-plan-rejected",
        "rollout-plan-unreachable",
    }


def test_dead_letters_are_counted_where_they_lie(production: Synthesized) -> None:
    """A dead-letter alarm looks at what is visible, for what is sent there by SQS counts as not sent."""
    alarms = production.resources("AWS::CloudWatch::Alarm")
    dead = [alarm["Properties"] for name, alarm in alarms.items() if "deadletters" in name]
    assert len(dead) == 6
    for alarm in dead:
        assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
        assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (1, 1)


def test_metrics_of_our_own(production: Synthesized) -> None:
    """A counted metric is asked for with exactly the dimensions it is written with."""
    alarms = production.resources("AWS::CloudWatch::Alarm").values()
    counted = {
        (
            alarm["Properties"]["MetricName"],
            *sorted(one["Value"] for one in alarm["Properties"]["Dimensions"]),
        ): {one["Name"] for one in alarm["Properties"]["Dimensions"]}
        for alarm in alarms
        if alarm["Properties"]["Namespace"] == "AppCare"
    }
    assert counted == {
        ("webhook.signature_rejected", "webhook_receiver"): {"service"},
        ("webhook.secret_missing", "webhook_receiver"): {"service"},
        ("record.parked", "event_router"): {"service"},
        ("delivery.parked", "crm_publisher", "inbox"): {"service", "destination"},
        ("destination.closed", "crm_publisher", "inbox"): {"service", "destination"},
        ("destination.closed", "media", "media_fetcher"): {"service", "destination"},
        ("destination.closed", "message_sender", "whatsapp.support"): {"service", "destination"},
        ("destination.closed", "message_sender", "whatsapp.unlisted"): {"service", "destination"},
        ("destination.closed", "message_sender", "whatsapp.later"): {"service", "destination"},
        ("message.unclear", "message_sender"): {"service"},
        ("sender.token_missing", "message_sender"): {"service"},
        ("media.lost", "media_fetcher"): {"service"},
        ("media.token_missing", "media_fetcher"): {"service"},
        ("templates.read_failed", "template_reader"): {"service"},
        ("api.storage_failed", "agent_api"): {"service"},
        ("rollout.alarm_unreadable", "care_clock"): {"service"},
        ("rollout.plan_missing", "care_clock"): {"service"},
        ("rollout.plan_rejected", "care_clock"): {"service"},
        ("rollout.plan_unreachable", "care_clock"): {"service"},
        ("api.not_authorized", "agent_api"): {"service"},
        ("callback.refused", "agent_api", "inbox"): {"service", "destination"},
        ("webhook.unreadable", "webhook_receiver"): {"service"},
        ("webhook.collision", "webhook_receiver"): {"service"},
        ("log.collision", "event_router"): {"service"},
    }


def test_a_silent_clock_is_noticed(production: Synthesized) -> None:
    """No invocation at all is an alarm, not a lack of data."""
    alarm = production.one("AWS::CloudWatch::Alarm", "Alarmsclocksilent")
    assert alarm["TreatMissingData"] == "breaching"


def test_two_bad_days_of_templates(production: Synthesized) -> None:
    """A list that cannot be read one day is read the next; only two such days in a row are an alarm."""
    alarms = production.resources("AWS::CloudWatch::Alarm").items()
    bad_days = [alarm["Properties"] for name, alarm in alarms if name.startswith("Alarmstemplatesnotread")]
    assert len(bad_days) == 2
    for alarm in bad_days:
        assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["Threshold"]) == (86_400, 2, 1)
        assert alarm["TreatMissingData"] == "notBreaching"


def test_alarms_tell_the_topic(production: Synthesized) -> None:
    """Every alarm tells people when it begins and when it is over."""
    for alarm in production.resources("AWS::CloudWatch::Alarm").values():
        assert [told(one) for one in alarm["Properties"]["AlarmActions"]] == ["AlarmTopic"]
        assert [told(one) for one in alarm["Properties"]["OKActions"]] == ["AlarmTopic"]


def test_cloudwatch_may_publish(production: Synthesized) -> None:
    """The topic's own policy lets in the alarms of this account; else they would vanish."""
    policy = production.one("AWS::SNS::TopicPolicy", "AlarmTopic")["PolicyDocument"]
    (allowing,) = [s for s in policy["Statement"] if s["Effect"] == "Allow"]
    assert allowing["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allowing["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_plans_may_name_every_alarm(production: Synthesized, large: Synthesized) -> None:
    """The names that a rollout's plan may use are those of the alarms that there are, and their kinds."""
    pages = {page.rpartition("/")[2].removesuffix(".md") for page in runbooks(production).values()}
    assert set(ALARM_KINDS) == pages
    for synthesized, settings in (
        (production, read_settings(ROOT / "appcare.toml")),
        (large, parse_settings(LARGE)),
    ):
        for alarm in runbooks(synthesized):
            assert is_alarm(alarm.partition("-monitoring-")[2], settings), alarm
