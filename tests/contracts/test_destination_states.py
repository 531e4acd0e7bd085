"""What every store of the destinations' standing does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from appcare.application.delivery_ports import DestinationStates
from appcare.domain.destination import DestinationState, DestinationStatus

CLOSED = DestinationState(
    DestinationStatus.CLOSED,
    until=5_000,
    reason="503",
    culprits=("evt_1", "evt_2"),
    failing_since=4_000,
    failing_lanes=("ctc_1",),
)
DISABLED = DestinationState(DestinationStatus.DISABLED, reason="410")


def test_a_destination_is_open_until_somebody_closes_it(
    destination_states: DestinationStates,
) -> None:
    """What was never written is open, generation 0."""
    assert destination_states.read("crm") == DestinationState()


def test_a_change_is_stored_with_the_next_generation(destination_states: DestinationStates) -> None:
    """What is read afterwards is what was written, one generation on."""
    before = destination_states.read("crm")

    assert destination_states.change("crm", before, CLOSED)
    assert destination_states.read("crm") == replace(CLOSED, generation=1)


def test_a_change_of_something_older_is_refused(destination_states: DestinationStates) -> None:
    """An answer in flight cannot close what was opened meanwhile."""
    before = destination_states.read("crm")
    destination_states.change("crm", before, CLOSED)
    opened = destination_states.open("crm")

    assert not destination_states.change("crm", before, DISABLED)
    assert destination_states.read("crm") == opened


def test_a_change_ahead_of_what_is_stored_is_refused(destination_states: DestinationStates) -> None:
    """A generation that does not exist yet matches nothing."""
    assert not destination_states.change("crm", DestinationState(generation=3), CLOSED)
    assert destination_states.read("crm") == DestinationState()


@pytest.mark.parametrize("before", [CLOSED, DISABLED])
def test_opening_counts_on_and_forgets(
    destination_states: DestinationStates, before: DestinationState
) -> None:
    """Whatever it was, it takes calls, with a new generation and a clean record."""
    destination_states.change("crm", DestinationState(), before)

    opened = destination_states.open("crm")

    assert opened == DestinationState(DestinationStatus.OPEN, generation=2)
    assert destination_states.read("crm") == opened


def test_opening_what_is_open_still_counts_on(destination_states: DestinationStates) -> None:
    """Even then an older answer must not close it."""
    destination_states.open("crm")

    assert not destination_states.change("crm", DestinationState(), CLOSED)


def test_destinations_do_not_touch_one_another(destination_states: DestinationStates) -> None:
    """Closing one leaves the other open."""
    destination_states.change("crm", DestinationState(), CLOSED)

    assert destination_states.read("desk") == DestinationState()


def test_of_many_changes_at_once_one_is_stored(
    destination_states: DestinationStates, at_once: ThreadPoolExecutor
) -> None:
    """Everybody who read the same generation competes for one change."""
    before = destination_states.read("crm")

    answers = list(at_once.map(lambda _: destination_states.change("crm", before, CLOSED), range(8)))

    assert sorted(answers) == [False] * 7 + [True]


def test_what_was_always_open_is_open_since_ever(destination_states: DestinationStates) -> None:
    """That a call failed is noted with the state, and is no change of its status."""
    for failed_at in (5, 6):
        before = destination_states.read("crm")
        destination_states.change("crm", before, DestinationState(failing_since=failed_at))

    assert destination_states.read("crm").failing_since == 6
    assert destination_states.read("crm").since == 0


def test_a_state_says_since_when(destination_states: DestinationStates) -> None:
    """The moment of a change of status is noted; another change of the same status leaves it as it was."""
    before = destination_states.read("crm")
    destination_states.change("crm", before, CLOSED)
    closed = destination_states.read("crm")
    destination_states.change("crm", closed, replace(CLOSED, until=9_000))
    still_closed = destination_states.read("crm")
    destination_states.open("crm")

    assert before.since == 0
    assert 0 < closed.since == still_closed.since < destination_states.read("crm").since
