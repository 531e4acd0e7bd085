"""What every store of conversations does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from appcare.application.ports import Conversations
from appcare.domain.conversation import (
    after_assignment,
    after_closing,
    after_inbound,
    after_outbound,
    opened,
)
from appcare.domain.log import LogKey

FIRST = opened("ctc_1", "106", LogKey("wa#106#US.1", "1"), at=1_000)
LATER = after_inbound(FIRST, 5_000)
PAIR = ("ctc_1", "106")


def test_a_pair_without_conversation_is_left_out(conversations: Conversations) -> None:
    """Reading says nothing about a pair that never spoke."""
    assert conversations.read([PAIR]) == {}


def test_a_conversation_comes_back_as_it_was(conversations: Conversations) -> None:
    """Everything that was written is read, what is None too."""
    decided = after_assignment(after_closing(LATER, 4_000), 4_500, "anna", "returns")
    about = replace(after_outbound(decided, 3_000), topic="parcel", first_contact=True, free_until=9_000)
    other = opened("ctc_3", "106", LogKey("wa#106#US.3", "1"), at=1_000)
    assert conversations.write(about, before=None)
    assert conversations.write(other, before=None)

    pairs = [PAIR, ("ctc_2", "106"), ("ctc_3", "106")]
    assert conversations.read(pairs) == {PAIR: about, ("ctc_3", "106"): other}


def test_a_contact_s_conversations_on_all_numbers(conversations: Conversations) -> None:
    """Each number's latest, in order of the numbers; nobody else's."""
    elsewhere = opened("ctc_1", "107", LogKey("wa#107#US.1", "1"), at=500)
    for one in (elsewhere, FIRST, opened("ctc_12", "106", LogKey("wa#106#US.2", "1"), at=1_000)):
        conversations.write(one, before=None)

    assert list(conversations.of("ctc_1")) == [FIRST, elsewhere]
    assert list(conversations.of("ctc_2")) == []


def test_the_second_of_two_openers_is_refused(conversations: Conversations) -> None:
    """Of two who both saw nothing only one opens."""
    other = opened("ctc_1", "106", LogKey("wa#106#US.1", "2"), at=1_001)

    assert conversations.write(FIRST, before=None)
    assert not conversations.write(other, before=None)
    assert conversations.read([PAIR])[PAIR] == FIRST


def test_a_write_needs_what_is_stored(conversations: Conversations) -> None:
    """Who read an older state is refused, and what is stored stays."""
    conversations.write(FIRST, before=None)

    assert conversations.write(LATER, before=FIRST)
    assert not conversations.write(after_inbound(FIRST, 9_000), before=FIRST)
    assert conversations.read([PAIR])[PAIR] == LATER


def test_what_is_none_counts_as_well(conversations: Conversations) -> None:
    """A field that was empty when it was read must still be empty."""
    answered = after_outbound(FIRST, 2_000)
    conversations.write(answered, before=None)

    assert not conversations.write(LATER, before=FIRST)
    assert not conversations.write(LATER, before=replace(answered, last_outbound_at=None))
    assert not conversations.write(LATER, before=replace(answered, assigned_agent="anna"))
    assert conversations.write(LATER, before=answered)
    assert conversations.read([PAIR])[PAIR] == LATER


def test_a_write_over_nothing_is_refused(conversations: Conversations) -> None:
    """A conversation that is not stored cannot be moved on."""
    assert not conversations.write(LATER, before=FIRST)
    assert conversations.read([PAIR]) == {}


def test_numbers_have_conversations_of_their_own(conversations: Conversations) -> None:
    """One contact on two numbers has two conversations."""
    elsewhere = opened("ctc_1", "107", LogKey("wa#107#US.1", "1"), at=1_000)
    conversations.write(FIRST, before=None)
    conversations.write(elsewhere, before=None)

    pairs = [PAIR, ("ctc_1", "107")]
    assert conversations.read(pairs) == dict(zip(pairs, (FIRST, elsewhere), strict=True))


def test_who_has_it_counts_as_well(conversations: Conversations) -> None:
    """Who did not see that it was assigned, or given back, is refused."""
    assigned = after_assignment(FIRST, 2_000, "anna", "")
    conversations.write(assigned, before=None)

    assert not conversations.write(LATER, before=replace(assigned, assigned_agent=""))
    assert conversations.write(after_assignment(assigned, 3_000, "", ""), before=assigned)
    assert not conversations.write(LATER, before=assigned)


def test_of_many_writers_at_once_one_is_stored(
    conversations: Conversations, at_once: ThreadPoolExecutor
) -> None:
    """Everybody who read the same state competes for one write."""
    conversations.write(FIRST, before=None)
    moved = [after_inbound(FIRST, 5_000 + number) for number in range(8)]

    answers = list(at_once.map(lambda one: conversations.write(one, FIRST), moved))

    assert sorted(answers) == [False] * 7 + [True]
    assert conversations.read([PAIR])[PAIR] == moved[answers.index(True)]


def test_a_number_of_any_length_has_its_conversation(conversations: Conversations) -> None:
    """Whatever a webhook calls its number, it fits into a key."""
    long = opened("ctc_1", "7" * 5_000, LogKey("wa#106#US.1", "1"), at=1_000)

    assert conversations.write(long, before=None)
    assert conversations.read([("ctc_1", "7" * 5_000)]) == {("ctc_1", "7" * 5_000): long}
