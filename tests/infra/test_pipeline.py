"""The functions, what starts them, and the queues between them."""

import json

import pytest

from appcare.config.environment import (
    AgentApiEnvironment,
    AuthorizerEnvironment,
    ClockEnvironment,
    FetcherEnvironment,
    PublisherEnvironment,
    ReceiverEnvironment,
    RouterEnvironment,
    SenderEnvironment,
    TemplateReaderEnvironment,
)
from infra.constructs.triggers import at_once
from tests.infra.synthesized import Synthesized, told

Environment = (
    ReceiverEnvironment
    | RouterEnvironment
    | PublisherEnvironment
    | FetcherEnvironment
    | ClockEnvironment
    | SenderEnvironment
    | AgentApiEnvironment
    | AuthorizerEnvironment
    | TemplateReaderEnvironment
)

ENVIRONMENTS: dict[str, type[Environment]] = {
    "WebhookReceiver": ReceiverEnvironment,
    "EventRouter": RouterEnvironment,
    "CrmPublisher": PublisherEnvironment,
    "MediaFetcher": FetcherEnvironment,
    "MessageSender": SenderEnvironment,
    "CareClock": ClockEnvironment,
    "TemplateReader": TemplateReaderEnvironment,
    "AgentApi": AgentApiEnvironment,
    "ApiAuthorizer": AuthorizerEnvironment,
}
SENDERS = {
    "whatsapp.support": "whatsappsupportQueue",
    "whatsapp.unlisted": "whatsappunlistedQueue",
    "whatsapp.later": "whatsapplaterQueue",
}
TOLD_NOTHING = ("PlanChecker",)
"""The settings file, which lies beside every function, is all it takes."""

QUEUES = {
    "EventRouter": {"inbox": "crminboxQueue", "media": "mediaQueue", **SENDERS},
    "CrmPublisher": {"inbox": "crminboxQueue"},
    "CareClock": {"inbox": "crminboxQueue", "media": "mediaQueue", **SENDERS},
}
"""Function -> the lanes' queues that it is told."""


def test_functions_run_on_arm64_and_python_3_13(production: Synthesized) -> None:
    """Every function runs where its wheels were built for."""
    functions = production.resources("AWS::Lambda::Function")
    assert len(functions) == len(ENVIRONMENTS) + len(TOLD_NOTHING)
    for function in functions.values():
        assert function["Properties"]["Architectures"] == ["arm64"]
        assert function["Properties"]["Runtime"] == "python3.13"


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environment(production: Synthesized, name: str) -> None:
    """A function is told what its environment class reads, and its maps are JSON once resolved."""
    function = production.one("AWS::Lambda::Function", name)
    variables = {key: told(value) for key, value in function["Environment"]["Variables"].items()}
    environment = ENVIRONMENTS[name].from_environment(variables)
    if name in QUEUES:
        assert json.loads(environment.to_environment()["DESTINATION_QUEUES"]) == QUEUES[name]


def test_each_function_counts_under_its_name(production: Synthesized) -> None:
    """Metrics and log lines carry the folder's name, and the handler is the folder's."""
    for function in production.resources("AWS::Lambda::Function").values():
        variables = function["Properties"]["Environment"]["Variables"]
        folder = variables["POWERTOOLS_SERVICE_NAME"]
        assert function["Properties"]["Handler"] == f"functions.{folder}.handler.lambda_handler"
        assert variables["POWERTOOLS_METRICS_NAMESPACE"] == "AppCare"


def test_log_retention(production: Synthesized) -> None:
    """No log line is kept longer than the settings say, those of the access logs neither."""
    groups = production.resources("AWS::Logs::LogGroup").values()
    assert len(groups) == len(ENVIRONMENTS) + len(TOLD_NOTHING) + 2
    assert {group["Properties"]["RetentionInDays"] for group in groups} == {30}


def test_stream_mapping(production: Synthesized) -> None:
    """The router gets inserts and changes, one batch of a shard at a time, and what fails is set aside."""
    mapping = production.one("AWS::Lambda::EventSourceMapping", "EventRouterLogStream")
    (pattern,) = mapping["FilterCriteria"]["Filters"]
    assert json.loads(pattern["Pattern"]) == {"eventName": ["INSERT", "MODIFY"]}
    assert mapping["ParallelizationFactor"] == 1
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] == -1
    assert mapping["MaximumRecordAgeInSeconds"] < 24 * 3600
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert told(mapping["DestinationConfig"]["OnFailure"]["Destination"]) == "parkedQueue"


def test_delivery_queue(production: Synthesized) -> None:
    """A destination's queue is FIFO for each lane and gives up after ten receives."""
    queue = production.one("AWS::SQS::Queue", "crminboxQueue")
    assert queue["FifoQueue"] is True
    assert queue["DeduplicationScope"] == "messageGroup"
    assert queue["FifoThroughputLimit"] == "perMessageGroupId"
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 10
    assert told(queue["RedrivePolicy"]["deadLetterTargetArn"]) == "crminboxDeadLetters"


def test_publisher_has_time_for_its_slots_and_ten_slow_calls(production: Synthesized) -> None:
    """The publisher's timeout follows from the slowest destination."""
    assert production.one("AWS::Lambda::Function", "CrmPublisher")["Timeout"] == 30 + 10 * 10


@pytest.mark.parametrize(
    ("function", "queue"),
    [
        ("CrmPublisher", "crminboxQueue"),
        ("MediaFetcher", "mediaQueue"),
        ("MessageSender", "whatsappsupportQueue"),
        ("MessageSender", "whatsapplaterQueue"),
        ("CareClock", "wakeupsQueue"),
    ],
)
def test_visibility(production: Synthesized, function: str, queue: str) -> None:
    """A message stays hidden six times as long as its consumer may run."""
    timeout = production.one("AWS::Lambda::Function", function)["Timeout"]
    assert production.one("AWS::SQS::Queue", queue)["VisibilityTimeout"] == 6 * timeout


def test_queues_are_encrypted_and_by_tls_only(production: Synthesized) -> None:
    """Every queue is encrypted and refuses whoever comes without TLS."""
    queues = production.resources("AWS::SQS::Queue")
    assert all(queue["Properties"]["SqsManagedSseEnabled"] for queue in queues.values())
    refusing = {
        told(queue)
        for policy in production.resources("AWS::SQS::QueuePolicy").values()
        for queue in policy["Properties"]["Queues"]
        if policy["Properties"]["PolicyDocument"]["Statement"][0]["Effect"] == "Deny"
    }
    assert len(refusing) == len(queues)


def test_queue_mapping(production: Synthesized) -> None:
    """The publisher takes ten at a time, reports failures one by one, and waits for no fuller batch."""
    mapping = production.one("AWS::Lambda::EventSourceMapping", "CrmPublisherFrominbox")
    assert mapping["BatchSize"] == 10
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert "MaximumBatchingWindowInSeconds" not in mapping
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 120}


@pytest.mark.parametrize(
    ("rate", "p99", "workers"), [(0.1, 1.0, 2), (100.0, 1.0, 120), (10.0, 0.25, 3), (10_000.0, 60.0, 1000)]
)
def test_workers(rate: float, p99: float, workers: int) -> None:
    """As many workers as the rate needs at the slow calls' length, within what Lambda allows."""
    assert at_once(rate, p99) == workers


def test_fetcher(production: Synthesized) -> None:
    """One worker fetches one file at a time in little memory, and has time to do it twice."""
    mapping = production.one("AWS::Lambda::EventSourceMapping", "MediaFetcherFrommedia")
    assert mapping["BatchSize"] == 1
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    function = production.one("AWS::Lambda::Function", "MediaFetcher")
    assert (function["MemorySize"], function["Timeout"]) == (256, 30 + 2 * 240 + 10)


def test_clock_runs_every_minute(production: Synthesized) -> None:
    """The clock is started each minute."""
    rule = production.one("AWS::Events::Rule", "EveryMinute")
    assert rule["ScheduleExpression"] == "rate(1 minute)"
    assert told(rule["Targets"][0]["Arn"]) == "CareClockFunction"


def test_templates_are_read_every_day(production: Synthesized) -> None:
    """The reader is started each day, and has time to read lists in three tries."""
    rule = production.one("AWS::Events::Rule", "EveryDay")
    assert rule["ScheduleExpression"] == "rate(1 day)"
    assert told(rule["Targets"][0]["Arn"]) == "TemplateReaderFunction"
    assert production.one("AWS::Lambda::Function", "TemplateReader")["Timeout"] == 600


def test_front_door(production: Synthesized) -> None:
    """Exactly the two webhook routes exist, with payload format 2.0, a throttle and an access log."""
    routes = production.resources("AWS::ApiGatewayV2::Route")
    keys = {route["Properties"]["RouteKey"] for id_, route in routes.items() if id_.startswith("FrontDoor")}
    path = "/webhooks/{channel}/{account}"
    assert keys == {f"GET {path}", f"POST {path}"}
    for integration in production.resources("AWS::ApiGatewayV2::Integration").values():
        assert integration["Properties"]["PayloadFormatVersion"] == "2.0"
    stage = production.one("AWS::ApiGatewayV2::Stage", "FrontDoor")
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
    assert "sourceIp" not in stage["AccessLogSettings"]["Format"]


def test_outputs(production: Synthesized, local: Synthesized) -> None:
    """Both targets tell what a launcher and an operator need, under the same names."""
    storage = {
        "EventLogTable",
        "StateTable",
        "BodiesBucket",
        "AccountSecrets",
        "DestinationSecrets",
        "ApiKeysSecret",
    }
    queues = {"DestinationQueues", "DestinationDeadLetters", "WakeupsQueue", "WakeupsDeadLetters"}
    queues |= {"MediaQueue", "MediaDeadLetters"}
    pipeline = {"WebhookUrl", "ApiUrl", "ParkedQueue", "FunctionLogGroups", "LeftOut", *queues}
    for synthesized in (production, local):
        assert storage <= set(synthesized.templates["storage"]["Outputs"])
        assert pipeline <= set(synthesized.templates["pipeline"]["Outputs"])


def test_the_clock_hears_alarms(production: Synthesized, large: Synthesized) -> None:
    """Those of this stage's monitoring by their prefix, further ones by name, and their removal."""
    for app, stage, others in ((production, "prod", []), (large, "test", ["their-orders"])):
        pattern = app.one("AWS::Events::Rule", "OnAlarms")["EventPattern"]
        prefix = f"appcare-{stage}-monitoring-"
        assert pattern == {
            "source": ["aws.cloudwatch"],
            "detail-type": ["CloudWatch Alarm State Change", "CloudWatch Alarm Configuration Change"],
            "detail": {"alarmName": [{"prefix": prefix}, *others]},
        }
        names = [
            alarm["Properties"]["AlarmName"] for alarm in app.resources("AWS::CloudWatch::Alarm").values()
        ]
        assert all(name.startswith(prefix) for name in names)
    (target,) = production.one("AWS::Events::Rule", "OnAlarms")["Targets"]
    assert told(target["Arn"]).startswith("CareClock")
