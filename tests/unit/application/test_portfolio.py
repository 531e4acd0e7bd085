"""The limit of customers who may be written to: whom it concerns, and how it is learnt."""

import json
from typing import Any

import pytest

from appcare.application.channels import Channels
from appcare.application.portfolio import LearnLimits, WithinPortfolio
from appcare.domain.conversation import opened
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.portfolio import Starts
from appcare.memory.portfolio import MemoryPortfolioLimit
from appcare.memory.state import MemoryConversations
from appcare.whatsapp.translate import WhatsApp
from tests.unit.application.telling_channel import Routing

WABA, NOW = "102290129340398", 1_795_348_800_000


def test_only_who_did_not_write_lately_is_counted() -> None:
    """Within the window a template takes no room, on whichever number they wrote; outside it does."""
    conversations = MemoryConversations()
    conversations.write(opened("ctc_1", "7", LogKey("wa#7#1", "0#x#message"), NOW), None)
    limit = WithinPortfolio(MemoryPortfolioLimit(), conversations, lambda _: ("main", 1))

    assert limit.free_at("ctc_1", "7", NOW) == NOW
    assert limit.free_at("ctc_2", "7", NOW) == NOW
    assert limit.free_at("ctc_3", "7", NOW) > NOW
    assert limit.free_at("ctc_1", "8", NOW) > NOW
    assert limit.free_at("ctc_1", "7", NOW) == NOW


def learnt(field: str, value: dict[str, Any], waba: str = WABA) -> MemoryPortfolioLimit:
    """Return what is known after one of Meta's changes."""
    channels = Channels({"wa": WhatsApp(lambda _: "support")})
    kept = MemoryPortfolioLimit()
    learner = LearnLimits(kept, channels, {WABA: "main"}.get)
    record = LogRecord(
        LogKey(f"wa#{waba}#-", "0000000001000#x#change"),
        f"field.{field}",
        json.dumps({"account": waba, "field": field, "value": value}).encode(),
    )
    Routing(learners=(learner,), channels=channels).route(record)
    return kept


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("business_capability_update", {"max_daily_conversations_per_business": "TIER_2K"}, 2_000),
        ("business_capability_update", {"max_daily_conversation_per_phone": 10_000}, 10_000),
        ("business_capability_update", {"max_daily_conversation_per_phone": -1}, 0),
        ("phone_number_quality_update", {"event": "UPGRADE", "current_limit": "TIER_100K"}, 100_000),
        ("phone_number_quality_update", {"event": "UPGRADE", "current_limit": "TIER_UNLIMITED"}, 0),
        ("phone_number_quality_update", {"event": "FLAGGED", "current_limit": "TIER_NOT_SET"}, None),
        ("business_capability_update", {"max_phone_numbers_per_business": 25}, None),
    ],
)
def test_limits_are_learnt_from_what_meta_tells(
    field: str, value: dict[str, Any], expected: int | None
) -> None:
    """By whichever word; what says nothing of a limit leaves it as it was."""
    known = learnt(field, value).limits
    assert known == ({} if expected is None else {"main": (1_000, expected)})


def test_an_account_that_is_not_configured_teaches_nothing() -> None:
    """Its limit is not ours to keep."""
    told = {"max_daily_conversation_per_phone": 10_000}
    assert learnt("business_capability_update", told, waba="1").limits == {}


def test_of_an_hour_at_most_the_wait_is_too_long() -> None:
    """Room is named for the end of the hour in which enough customers were written to last."""
    starts = Starts().with_start(None, NOW).with_start(None, NOW + 7_200_000)
    free = starts.free_at(None, 1, NOW + 7_200_000)
    assert free == (NOW // 3_600_000 + 2 + 25) * 3_600_000
