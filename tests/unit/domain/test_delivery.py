"""When a delivery is tried again, and whether a destination takes calls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.delivery import IN_PROCESS_ATTEMPTS, SCHEDULE_S, next_wait_ms
from appcare.domain.destination import DestinationState, DestinationStatus

HOURS = 3_600


@pytest.mark.parametrize("attempt", range(1, len(SCHEDULE_S)))
@given(st.floats(0, 1))
def test_the_wait_is_within_a_fifth_of_the_schedule(attempt: int, fraction: float) -> None:
    """Waits are spread, so that lanes that failed together do not come back together."""
    wait = next_wait_ms(attempt, fraction)
    assert wait is not None
    assert SCHEDULE_S[attempt] * 800 - 1 <= wait <= SCHEDULE_S[attempt] * 1000


@pytest.mark.parametrize("attempt", [len(SCHEDULE_S), len(SCHEDULE_S) + 1, 10**9])
def test_attempts_are_used_up(attempt: int) -> None:
    """After as many failures as the schedule has attempts it is over."""
    assert next_wait_ms(attempt, 1.0) is None


def test_how_long_a_crm_may_be_down() -> None:
    """Two attempts at once, then ever longer waits, over more than sixty hours."""
    assert list(SCHEDULE_S) == sorted(SCHEDULE_S)
    assert SCHEDULE_S[0] == 0
    assert sum(SCHEDULE_S[:IN_PROCESS_ATTEMPTS]) <= 5
    assert sum(SCHEDULE_S) * 0.8 > 60 * HOURS


@pytest.mark.parametrize(
    ("status", "before", "after"),
    [
        (DestinationStatus.OPEN, (True, False), (True, False)),
        (DestinationStatus.RESTING, (False, False), (True, False)),
        (DestinationStatus.CLOSED, (False, False), (False, True)),
        (DestinationStatus.DISABLED, (False, False), (False, False)),
    ],
)
def test_who_takes_calls(
    status: DestinationStatus, before: tuple[bool, bool], after: tuple[bool, bool]
) -> None:
    """Resting opens by itself, closed wants a probe, disabled wants a person."""
    state = DestinationState(status, until=1_000)
    assert (state.takes_calls(999), state.may_probe(999)) == before
    assert (state.takes_calls(1_000), state.may_probe(1_000)) == after


def test_one_never_written_is_open() -> None:
    """A destination that nobody ever closed takes calls."""
    assert DestinationState().takes_calls(0)
