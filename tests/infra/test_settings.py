"""What `appcare.toml` says is what gets deployed."""

from tests.infra.synthesized import Synthesized, told


def test_one_queue_and_mapping_for_each_destination(large: Synthesized) -> None:
    """Destinations whose names differ by little, or are words of ours, keep apart."""
    queues = {
        name for name, q in large.resources("AWS::SQS::Queue").items() if "FifoQueue" in q["Properties"]
    }
    assert len({name for name in queues if name.startswith("crm")}) == 2 * 5
    mappings = [
        mapping["Properties"]
        for mapping in large.resources("AWS::Lambda::EventSourceMapping").values()
        if told(mapping["Properties"]["FunctionName"]) == "CrmPublisherFunction"
    ]
    assert len({str(mapping["EventSourceArn"]) for mapping in mappings}) == 5


def test_statement_names_are_unique(large: Synthesized) -> None:
    """IAM refuses a policy in which two statements have the same name."""
    functions = ("WebhookReceiver", "EventRouter", "CrmPublisher", "MediaFetcher", "CareClock", "AgentApi")
    for function in functions:
        names = [statement["Sid"] for statement in large.statements(function) if "Sid" in statement]
        assert len(names) == len(set(names))


def test_alarm_names_are_unique(large: Synthesized) -> None:
    """No alarm of one destination replaces another's."""
    alarms = large.resources("AWS::CloudWatch::Alarm").values()
    names = {alarm["Properties"]["AlarmName"] for alarm in alarms}
    assert len(names) == len(alarms)
    assert all(name.startswith("appcare-test-monitoring-") for name in names)


def test_secrets_where_they_are_needed(large: Synthesized) -> None:
    """Each account and each destination that is called has a secret; one that only logs has none."""
    assert len(large.resources("AWS::SecretsManager::Secret")) == 2 + 2


def test_the_slowest_destination_sets_the_timeout(large: Synthesized) -> None:
    """The publisher may take as long as ten calls of the slowest CRM, within what Lambda allows."""
    assert large.one("AWS::Lambda::Function", "CrmPublisher")["Timeout"] == 30 + 10 * 60


def test_custom_domain(large: Synthesized) -> None:
    """The endpoint answers on the company's host, and that is the URL told."""
    assert large.one("AWS::ApiGatewayV2::DomainName", "FrontDoor")["DomainName"] == "hooks.example.com"
    url = large.templates["pipeline"]["Outputs"]["WebhookUrl"]["Value"]
    assert url == "https://hooks.example.com/webhooks/whatsapp/main"


def test_alarm_mails(large: Synthesized) -> None:
    """Every address is subscribed."""
    subscriptions = large.resources("AWS::SNS::Subscription").values()
    mails = [one["Properties"] for one in subscriptions if one["Properties"]["Protocol"] == "email"]
    assert {one["Endpoint"] for one in mails} == {"ops@example.com", "night@example.com"}
