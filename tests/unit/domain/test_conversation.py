"""Where a conversation stands."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.conversation import (
    WINDOW_MS,
    after_inbound,
    conversation_id,
    is_silent,
    opened,
)
from appcare.domain.log import LogKey

KEY = LogKey("wa#1#316", "1000#wamid.1#message")
START = opened("ctc_1", "1", KEY, 1_000)


def test_opened() -> None:
    """The first message opens the window and waits for an answer."""
    assert (START.opened_at, START.last_inbound_at, START.awaiting_reply_since) == (1_000, 1_000, 1_000)
    assert START.window_ends_at == 1_000 + WINDOW_MS
    assert START.opened_by == KEY


def test_the_id_is_of_what_opened_it() -> None:
    """Who decides a second time decides the same; another contact, number or message is another one."""
    assert START.id == conversation_id("ctc_1", "1", KEY)
    others = (
        ("ctc_2", "1", KEY),
        ("ctc_1", "2", KEY),
        ("ctc_1", "1", LogKey(KEY.pk, "1001#wamid.2#message")),
    )
    assert len({START.id, *(conversation_id(*other) for other in others)}) == 4
    assert START.id.startswith("cnv_")


def test_another_message() -> None:
    """It moves the window on; what has waited for an answer waits since then."""
    later = after_inbound(START, 5_000)
    assert (later.last_inbound_at, later.window_ends_at) == (5_000, 5_000 + WINDOW_MS)
    assert later.awaiting_reply_since == 1_000


def test_a_message_after_an_answer() -> None:
    """It begins to wait."""
    answered = replace(START, awaiting_reply_since=None, last_outbound_at=3_000)
    assert after_inbound(answered, 5_000).awaiting_reply_since == 5_000


def test_a_repeated_message_asks_for_no_second_answer() -> None:
    """Routed again after it was answered, it does not wait anew."""
    answered = replace(START, awaiting_reply_since=None, last_outbound_at=3_000)
    assert after_inbound(answered, START.last_inbound_at) == answered


@given(st.lists(st.integers(0, 10**13)))
def test_late_and_repeated_messages_change_nothing(moments: list[int]) -> None:
    """In whatever order messages come, and however often, the newest decides."""
    once = START
    for moment in moments:
        once = after_inbound(once, moment)
    assert once.last_inbound_at == max([1_000, *moments])
    assert once.window_ends_at == once.last_inbound_at + WINDOW_MS
    for moment in moments:
        assert after_inbound(once, moment) == once


@pytest.mark.parametrize(
    ("outbound", "at", "silent"),
    [
        (None, 1_100, False),
        (None, 1_101, True),
        (1_050, 1_101, False),
        (1_050, 1_151, True),
        (900, 1_101, True),
        (None, 0, False),
    ],
)
def test_silence(outbound: int | None, at: int, silent: bool) -> None:  # noqa: FBT001 - a column
    """More than the silence after the last message of either side; a late one is never after it."""
    assert is_silent(replace(START, last_outbound_at=outbound), at, 100) is silent
