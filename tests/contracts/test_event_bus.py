"""What every event bus does: take an entry whole, or say in a word why not."""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from appcare.application.bus_ports import BusEntry, EventBus, NotTaken
from appcare.aws.event_bus import EventBridgeBus
from appcare.memory.event_bus import MemoryEventBus
from playground.places import REGION

DETAIL = {"id": "evt_1", "type": "message.received", "data": {"message": {"text": "é😀 <&>"}}}


@dataclass(frozen=True, slots=True)
class BusWithRule:
    """A bus, and what came through a rule on it: source, detail type and detail, in order."""

    bus: EventBus
    name: str
    came: Callable[[], list[tuple[str, str, Any]]]

    def entry(self) -> BusEntry:
        """Return an entry that the bus takes."""
        return BusEntry(self.name, "appcare", "message.received", json.dumps(DETAIL, ensure_ascii=False))


@pytest.fixture(params=["memory", "moto"])
def bus(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[BusWithRule]:
    """Nothing was put on it."""
    if request.param == "memory":
        memory = MemoryEventBus()
        yield BusWithRule(
            memory,
            "care",
            lambda: [(one.source, one.detail_type, json.loads(one.detail)) for one in memory.entries],
        )
        return
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield _on_moto()


def _on_moto() -> BusWithRule:
    session = boto3.Session(aws_access_key_id="contracts", aws_secret_access_key="local", region_name=REGION)
    events, sqs, name = session.client("events"), session.client("sqs"), f"care-{uuid.uuid4().hex[:8]}"
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.create_event_bus(Name=name)
    events.put_rule(Name="all", EventBusName=name, EventPattern=json.dumps({"source": [{"prefix": ""}]}))
    events.put_targets(Rule="all", EventBusName=name, Targets=[{"Id": "queue", "Arn": arn}])

    def came() -> list[tuple[str, str, Any]]:
        messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        bodies = [json.loads(message["Body"]) for message in messages]
        return [(body["source"], body["detail-type"], body["detail"]) for body in bodies]

    return BusWithRule(EventBridgeBus(lambda: events), name, came)


def test_an_entry_comes_through_whole(bus: BusWithRule) -> None:
    """Source, type and detail arrive as they were put, in any script."""
    assert bus.bus.put(bus.entry()) is None
    assert bus.came() == [("appcare", "message.received", DETAIL)]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"detail": "no JSON"}, "MalformedDetail"),
        ({"source": ""}, "InvalidArgument"),
        ({"detail_type": ""}, "InvalidArgument"),
    ],
    ids=str,
)
def test_what_is_refused_for_an_entry_is_told(bus: BusWithRule, wrong: dict[str, str], code: str) -> None:
    """An answer that says 200 and refuses the entry is a refusal, with its code; nothing comes through."""
    assert bus.bus.put(replace(bus.entry(), **wrong)) == NotTaken(code)
    assert bus.came() == []


@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException", "InternalException"])
def test_what_is_refused_for_the_call_is_told(code: str) -> None:
    """An error of the whole call is a refusal as well, no exception."""
    client = boto3.client("events", region_name=REGION, aws_access_key_id="a", aws_secret_access_key="b")
    with Stubber(client) as stubbed:
        stubbed.add_client_error("put_events", code)
        assert EventBridgeBus(lambda: client).put(BusEntry("care", "a", "b", "{}")) == NotTaken(code)


def test_a_throttled_entry_is_told() -> None:
    """Of an entry that failed in a call that succeeded the entry's own code counts."""
    client = boto3.client("events", region_name=REGION, aws_access_key_id="a", aws_secret_access_key="b")
    failed = {
        "FailedEntryCount": 1,
        "Entries": [{"ErrorCode": "ThrottlingException", "ErrorMessage": "slow"}],
    }
    with Stubber(client) as stubbed:
        stubbed.add_response("put_events", failed)
        answer = EventBridgeBus(lambda: client).put(BusEntry("care", "a", "b", "{}"))
    assert answer == NotTaken("ThrottlingException")


def test_nobody_there() -> None:
    """Where AWS is not reached there is no exception either."""
    client = boto3.client(
        "events",
        region_name=REGION,
        aws_access_key_id="a",
        aws_secret_access_key="b",
        endpoint_url="http://127.0.0.1:9",
    )
    answer = EventBridgeBus(lambda: client).put(BusEntry("care", "a", "b", "{}"))
    assert answer == NotTaken("EndpointConnectionError")
