"""How fast messages go out to one customer: Meta's text about bursts, and its wait after a refusal."""

from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.send_state import BURST, PAIR_MS, SendState


def _sent(moments: list[int]) -> list[int]:
    """Send at each moment, or as soon after it as may be; return when each went out."""
    state, sent, now = SendState(), list[int](), 0
    for moment in moments:
        now = max(now, moment)
        now = max(now, state.next_at(now))
        state = state.begun(f"msg_{len(sent)}", now)
        sent.append(now)
    return sent


def test_sixty_at_once_are_a_burst_of_45_and_wait_for_its_debt() -> None:
    """45 go at once, and the others when the 45 are paid for: 270 s after the first."""
    sent = _sent([0] * 60)
    assert sent[:BURST] == [0] * BURST
    assert sent[BURST:] == [BURST * PAIR_MS] * 15


def test_one_every_six_seconds_never_waits() -> None:
    """The rate itself is never slowed down."""
    moments = [turn * PAIR_MS for turn in range(100)]
    assert _sent(moments) == moments


@given(st.lists(st.integers(0, 600_000), max_size=120).map(sorted))
def test_no_more_goes_out_than_the_time_pays_for(moments: list[int]) -> None:
    """Each burst is at most 45 within six seconds, and the next begins when it is paid for."""
    bursts: list[list[int]] = []
    for at in _sent(moments):
        if bursts and at < bursts[-1][0] + PAIR_MS:
            bursts[-1].append(at)
        else:
            if bursts:
                assert at >= bursts[-1][0] + len(bursts[-1]) * PAIR_MS
            bursts.append([at])
    assert all(len(burst) <= BURST for burst in bursts)


def test_refusals_wait_powers_of_four_and_a_success_begins_anew() -> None:
    """1, 4, 16, ... seconds; the refused message uses nothing up."""
    state, now, waits = SendState(), 0, []
    for _ in range(4):
        state = state.begun("msg_a", now).pair_limited(now)
        waits.append(state.next_at(now) - now)
        now = state.next_at(now)
    assert waits == [1_000, 4_000, 16_000, 64_000]
    assert state.begun("msg_a", now).accepted().pair_limited(now).next_at(now) == now + 1_000


def test_a_definite_refusal_uses_nothing_up() -> None:
    """What did not go out is neither on its way nor counted."""
    state = SendState().begun("msg_a", 0)
    after = state.begun("msg_b", 10).refused()
    assert (after.latest, after.burst) == ("", state.burst)
