"""Where a conversation stands."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.conversation import (
    AHEAD_MS,
    UNANSWERED_KEPT,
    WINDOW_MS,
    Conversation,
    after_assignment,
    after_closing,
    after_free_entry,
    after_inbound,
    after_outbound,
    conversation_id,
    follows_closing,
    is_silent,
    opened,
    reckoned,
)
from appcare.domain.log import LogKey

KEY = LogKey("wa#1#316", "1000#wamid.1#message")
ARRIVED = 1_799_999_000_000
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
    answered = after_outbound(START, 3_000)
    assert (answered.awaiting_reply_since, answered.last_outbound_at) == (None, 3_000)
    assert after_inbound(answered, 5_000).awaiting_reply_since == 5_000


def test_closing_ends_the_waiting() -> None:
    """What was written until then waits no more; what was written before and comes later neither."""
    closed = after_closing(START, 3_000)
    assert (closed.awaiting_reply_since, closed.is_closed) == (None, True)
    late = after_inbound(closed, 2_000)
    assert (late.awaiting_reply_since, late.is_closed) == (None, True)


def test_what_came_after_the_closing_reopens_it() -> None:
    """A message that was counted into a conversation before its earlier closing was waits."""
    reopened = after_closing(after_inbound(START, 5_000), 3_000)
    assert (reopened.awaiting_reply_since, reopened.is_closed) == (5_000, False)


@pytest.mark.parametrize(
    ("at", "arrived_at", "follows"),
    [
        (3_001, None, True),
        (3_000, None, False),
        (2_000, 3_001, True),
        (2_000, 3_000, False),
        (2_000, None, False),
    ],
)
def test_a_message_after_the_closing(at: int, arrived_at: int | None, follows: bool) -> None:  # noqa: FBT001 - a column
    """One that was written or came in after the closing opens anew: who closed it had not read it."""
    assert follows_closing(after_closing(START, 3_000), at, arrived_at) is follows
    assert not follows_closing(START, at, arrived_at)


def test_a_repeated_message_asks_for_no_second_answer() -> None:
    """Routed again after it was answered, it does not wait anew."""
    answered = after_outbound(START, 3_000)
    assert after_inbound(answered, START.last_inbound_at) == answered


def test_an_answer_that_is_told_late_answers_what_came_before_it() -> None:
    """What the customer wrote since waits from its own first message on."""
    waiting = after_inbound(after_inbound(after_inbound(START, 4_000), 5_000), 6_000)
    assert after_outbound(waiting, 4_500).awaiting_reply_since == 5_000


def test_what_is_older_than_the_conversation_changes_nothing() -> None:
    """It belongs to the conversation before."""
    assert after_inbound(START, 999) == START
    assert after_outbound(START, 999) == START


def test_a_flood_of_unanswered_messages_is_bounded() -> None:
    """The first one still says since when; behind what is remembered the last one stands in."""
    flooded = START
    for moment in range(1_001, 2_000):
        flooded = after_inbound(flooded, moment)
    assert len(flooded.unanswered) == UNANSWERED_KEPT
    assert flooded.awaiting_reply_since == 1_000
    assert after_outbound(flooded, 1_500).awaiting_reply_since == 1_999
    assert after_outbound(flooded, 1_999).awaiting_reply_since is None


def test_an_ad_makes_messages_free_and_lengthens_no_window() -> None:
    """What Meta charges and what it lets through are two matters; the furthest word counts."""
    free = after_free_entry(START, 1_000 + 3 * WINDOW_MS)
    assert free.window_ends_at == START.window_ends_at
    assert after_free_entry(free, 2_000) == free
    assert free.free_until == 1_000 + 3 * WINDOW_MS


def to_anna(conversation: Conversation, at: int) -> Conversation:
    """Assign it to Anna; at an even moment to nobody."""
    return after_assignment(conversation, at, *(("anna", "returns") if at % 2 else ("", "")))


def to_bert(conversation: Conversation, at: int) -> Conversation:
    """Assign it to Bert."""
    return after_assignment(conversation, at, "bert", "")


facts = st.lists(
    st.tuples(
        st.sampled_from((after_inbound, after_outbound, after_free_entry, after_closing, to_anna, to_bert)),
        st.integers(900, 1_100),
    ),
    max_size=40,
)


@given(facts, st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_messages_ends_in_the_same_state(
    said: list[tuple[Callable[[Conversation, int], Conversation], int]], chance: Random
) -> None:
    """Where a conversation stands is a function of the set of what was said and decided."""
    again = [*said, *said[::3]]
    chance.shuffle(again)
    ends = []
    for order in (said, again):
        end = START
        for says, at in order:
            end = says(end, at)
        ends.append(end)
    assert ends[0] == ends[1]
    inbound = [1_000, *(at for says, at in said if says is after_inbound and at >= 1_000)]
    outbound = max((at for says, at in said if says is after_outbound and at >= 1_000), default=0)
    closed = max((at for says, at in said if says is after_closing), default=0)
    seen = max(outbound, closed)
    assert ends[0].awaiting_reply_since == min((at for at in inbound if at > seen), default=None)
    assert ends[0].is_closed == (closed >= max(inbound))
    assert ends[0].free_until == max((at for says, at in said if says is after_free_entry), default=None)


@given(st.lists(st.integers(0, 10**13)))
def test_late_and_repeated_messages_change_nothing(moments: list[int]) -> None:
    """In whatever order messages come, and however often, the newest decides."""
    once = START
    for moment in moments[:UNANSWERED_KEPT]:
        once = after_inbound(once, moment)
    assert once.last_inbound_at == max([1_000, *moments[:UNANSWERED_KEPT]])
    assert once.window_ends_at == once.last_inbound_at + WINDOW_MS
    for moment in moments[:UNANSWERED_KEPT]:
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


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (0, ARRIVED),
        (ARRIVED + AHEAD_MS + 1, ARRIVED),
        (ARRIVED + AHEAD_MS, ARRIVED + AHEAD_MS),
        (1, 1),
        (ARRIVED - 6 * 24 * 3_600_000, ARRIVED - 6 * 24 * 3_600_000),
    ],
)
def test_a_moment_that_cannot_be_is_the_arrival(at: int, counts: int) -> None:
    """No time, or one still to come, counts as the arrival; a late message keeps its own."""
    assert reckoned(at, ARRIVED) == counts
    assert reckoned(at, None) == at
