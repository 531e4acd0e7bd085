"""How fast messages may go out from a number."""

import json
from typing import Any

import pytest

from appcare.application.channels import Channels
from appcare.application.number_rate import LearnRates, NumberRate
from appcare.domain.log import LogKey, LogRecord
from appcare.memory.clock import MovedClock
from appcare.memory.number_limits import MemoryNumberLimits
from appcare.whatsapp.translate import WhatsApp
from tests.unit.application.telling_channel import Routing

WABA = "102290129340398"


@pytest.mark.parametrize(
    ("most", "coexistence", "told", "expected"),
    [
        (80.0, False, 1000.0, 80.0),
        (1000.0, False, None, 80.0),
        (1000.0, False, 1000.0, 1000.0),
        (300.0, False, 1000.0, 300.0),
        (5.0, False, None, 5.0),
        (1000.0, True, 1000.0, 20.0),
        (5.0, True, None, 5.0),
    ],
)
def test_never_more_than_is_configured_nor_than_meta_takes(
    most: float, told: float | None, expected: float, *, coexistence: bool
) -> None:
    """A number is sent from at 80 a second until Meta raises it; one in an app at 20, for ever."""
    limits = MemoryNumberLimits()
    if told:
        limits.learn("7", told, 1)
    assert NumberRate(limits, MovedClock(1)).of("7", most, coexistence=coexistence) == expected


def test_a_raise_counts_within_a_minute() -> None:
    """What was told is looked up once a minute, not for every batch."""
    limits, clock = MemoryNumberLimits(), MovedClock(1)
    rate = NumberRate(limits, clock)
    assert rate.of("7", 1000.0, coexistence=False) == 80.0
    limits.learn("7", 1000.0, 1)
    clock.advance(59_999)
    assert rate.of("7", 1000.0, coexistence=False) == 80.0
    clock.advance(1)
    assert rate.of("7", 1000.0, coexistence=False) == 1000.0


@pytest.mark.parametrize(
    ("event", "waba", "expected"),
    [("THROUGHPUT_UPGRADE", WABA, 1000.0), ("UPGRADE", WABA, 80.0), ("THROUGHPUT_UPGRADE", "1", 80.0)],
)
def test_a_raise_is_learnt_for_an_account_s_only_number(event: str, waba: str, expected: float) -> None:
    """Other changes, and those of accounts that are not known, raise nothing."""
    channels, limits = Channels({"wa": WhatsApp(lambda _: "support")}), MemoryNumberLimits()
    learner = LearnRates(limits, channels, {WABA: "7"}.get)
    value: dict[str, Any] = {"display_phone_number": "31850608100", "event": event}
    field = "phone_number_quality_update"
    record = LogRecord(
        LogKey(f"wa#{waba}#-", "0000000001000#x#change"),
        f"field.{field}",
        json.dumps({"account": waba, "field": field, "value": value}).encode(),
    )
    Routing(learners=(learner,), channels=channels).route(record)
    assert limits.rate("7", 80.0) == expected
