"""The adapter `eventbridge`: what lies on the bus, what its answers mean, how large an entry may be."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.adapter_ports import Attempt, CallbackRefusal, CallbackRefusedError, RawRequest
from appcare.application.bus_ports import BusEntry, NotTaken
from appcare.config.declare import Option
from appcare.config.settings import Destination
from appcare.crm.eventbridge.adapter import EventBridgeAdapter
from appcare.crm.eventbridge.mapping import (
    LARGEST_BYTES,
    PASSED_ON_BYTES,
    THROTTLED_S,
    entry_of,
    result_of,
    size_of,
)
from appcare.crm.options import OptionError
from appcare.crm.webhook.mapping import body_of
from appcare.domain.delivery import Delivered, DeliveryResult, Refusal, Rejected, RetryLater, Scope
from appcare.domain.events import CrmEvent
from appcare.memory.event_bus import MemoryEventBus
from tests.unit.crm.samples import event, setup


def adapter(events: MemoryEventBus | None = None, **options: Option) -> EventBridgeAdapter:
    """Return the adapter."""
    stanza = Destination(name="bus", adapter="eventbridge", options={"bus": "care", **options})
    return EventBridgeAdapter(replace(setup(stanza), event_bus=events or MemoryEventBus()))


def test_the_detail_is_what_the_webhook_posts() -> None:
    """The same document, under the event's type, on the bus that the options name."""
    bus = MemoryEventBus()
    assert adapter(bus, source="care.test").deliver(event(), {}, Attempt(1, 0)) == Delivered()
    (entry,) = bus.entries
    assert (entry.bus, entry.source, entry.detail_type) == ("care", "care.test", "message.received")
    assert entry.detail.encode() == body_of(event())


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("ThrottlingException", RetryLater("ThrottlingException", THROTTLED_S, Scope.DESTINATION)),
        ("InternalFailure", RetryLater("InternalFailure")),
        ("EndpointConnectionError", RetryLater("EndpointConnectionError")),
        ("SomethingNew", RetryLater("SomethingNew")),
        ("AccessDeniedException", Rejected(Refusal.AUTH, "AccessDeniedException")),
        ("NotAuthorizedForSourceException", Rejected(Refusal.AUTH, "NotAuthorizedForSourceException")),
        ("ResourceNotFoundException", Rejected(Refusal.AUTH, "ResourceNotFoundException")),
        ("MalformedDetail", Rejected(Refusal.INVALID, "MalformedDetail")),
        ("ValidationException", Rejected(Refusal.INVALID, "ValidationException")),
    ],
)
def test_what_a_refusal_means(code: str, wanted: DeliveryResult) -> None:
    """Throttling makes all wait, what is not allowed concerns the destination, what is invalid the event."""
    bus = MemoryEventBus()
    bus.refuses = NotTaken(code)
    assert adapter(bus).deliver(event(), {}, Attempt(1, 0)) == wanted


def test_where_there_is_no_bus() -> None:
    """A setup without a bus takes nothing, and nothing is lost."""
    stanza = Destination(name="bus", adapter="eventbridge", options={"bus": "care"})
    assert isinstance(EventBridgeAdapter(setup(stanza)).deliver(event(), {}, Attempt(1, 0)), RetryLater)
    assert result_of(None) == Delivered()


def sized(bytes_: int, *, raw: bool) -> CrmEvent:
    """Return an event whose entry has this size, in the raw update or in the text."""
    found = event(raw={"raw": ""} if raw else None)
    bare = entry_of(found, "care", "appcare")
    assert bare
    filler = "x" * (bytes_ - size_of(bare))
    if raw:
        return event(raw={"raw": filler})
    message = found.data.message.model_copy(update={"text": found.data.message.text + filler})  # type: ignore[attr-defined]  # it is a message
    return found.model_copy(update={"data": found.data.model_copy(update={"message": message})})


@pytest.mark.parametrize(
    ("bytes_", "raw", "wanted"),
    [
        (PASSED_ON_BYTES - 1, True, "whole"),
        (PASSED_ON_BYTES, True, "without raw"),
        (4 * LARGEST_BYTES, True, "without raw"),
        (PASSED_ON_BYTES, False, "whole"),
        (LARGEST_BYTES - 1, False, "whole"),
        (LARGEST_BYTES, False, "refused"),
    ],
)
def test_what_is_large(bytes_: int, raw: bool, wanted: str) -> None:  # noqa: FBT001 - a case of the table
    """The raw update is left out first; what is too large even so is refused with that reason."""
    bus, sent = MemoryEventBus(), sized(bytes_, raw=raw)
    result = adapter(bus).deliver(sent, {}, Attempt(1, 0))
    if wanted == "refused":
        assert result == Rejected(Refusal.UNSUPPORTED, "larger than an event bus takes")
        assert bus.entries == []
        return
    assert result == Delivered()
    detail = json.loads(bus.entries[0].detail)
    assert ("raw" in detail["data"]) == (raw and wanted == "whole")
    assert detail["data"]["message"] == json.loads(body_of(sent))["data"]["message"]


@given(st.text(), st.text(), st.text())
def test_the_size_is_counted_in_bytes(source: str, detail_type: str, detail: str) -> None:
    """As AWS counts: the UTF-8 forms of source, type and detail; the bus's name is free."""
    try:
        wanted = len((source + detail_type + detail).encode())
    except UnicodeEncodeError:
        return
    assert size_of(BusEntry("care", source, detail_type, detail)) == wanted


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"bus": ""}, "options.bus must be"),
        ({"source": "aws.care"}, "options.source"),
        ({"sauce": "x"}, "options.sauce is not an option"),
    ],
    ids=str,
)
def test_options_that_are_wrong(options: dict[str, Any], named: str) -> None:
    """What the options may be is said with their key."""
    with pytest.raises(OptionError, match=named.replace(".", r"\.")):
        adapter(**options)


def test_callbacks_are_refused() -> None:
    """A bus calls nobody back."""
    with pytest.raises(CallbackRefusedError) as refused:
        adapter().parse_callback(RawRequest(headers={}, query={}, body=b"", at=0))
    assert refused.value.code is CallbackRefusal.UNSUPPORTED
