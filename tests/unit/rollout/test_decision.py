"""Who is in: lists, segments and share, and what never changes about it."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.rollout.decision import Candidate, is_in, place_of
from appcare.domain.rollout.plan import Step

IDS = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26).map("ctc_{}".format)
SHARES = st.integers(0, 10_000).map(lambda points: points / 100)
EVERYBODY = Step(name="all", share=100)
NOBODY = Step(name="none", share=0)
ANNA = Candidate(
    contact_id="ctc_a", number_id="7", country="NL", phone="31612345678", bsuid="NL.1", topic="orders"
)


@given(contact=IDS, shares=st.tuples(SHARES, SHARES))
def test_whoever_is_in_stays_in_at_a_larger_share(contact: str, shares: tuple[float, float]) -> None:
    """The share only adds people."""
    who = Candidate(contact_id=contact, number_id="7")
    small, large = (is_in(Step(name="one", share=share), who) for share in sorted(shares))
    assert large or not small


@given(contact=IDS, share=SHARES, was_in=st.booleans())
def test_the_choice_is_the_same_whoever_asks(contact: str, share: float, was_in: bool) -> None:  # noqa: FBT001 - hypothesis passes it
    """Nothing but the step and the customer counts; who was in is in at any share."""
    who = Candidate(contact_id=contact, number_id="7", was_in=was_in)
    answers = {is_in(Step(name=name, share=share), who) for name in ("one", "two", "one")}
    assert len(answers) == 1
    assert answers == {True} or not was_in


def test_another_process_chooses_alike() -> None:
    """Python's own hashes differ from process to process; this one does not."""
    code = "from appcare.domain.rollout.decision import place_of; print(place_of('7', 'ctc_a'))"
    places = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603 - fixed arguments
        for _ in range(2)
    }
    assert places == {f"{place_of('7', 'ctc_a')}\n"}


def test_numbers_choose_apart() -> None:
    """The same customer stands elsewhere on another number."""
    assert place_of("7", "ctc_a") != place_of("8", "ctc_a")


def test_the_share_ends_where_it_says() -> None:
    """Nobody is in at 0 %, everybody at 100 %."""
    many = [Candidate(contact_id=f"ctc_{one}", number_id="7") for one in range(1_000)]
    assert not any(is_in(NOBODY, one) for one in many)
    assert all(is_in(EVERYBODY, one) for one in many)


def test_the_lists_come_first() -> None:
    """Allowed whatever the share, denied whatever else: by contact id, number or user id."""
    for name in ("ctc_a", "+31612345678", "NL.1"):
        assert is_in(Step(name="one", share=0, allow=(name,)), ANNA)
        assert not is_in(Step(name="one", share=100, deny=(name,), allow=(name,)), ANNA)
    assert not is_in(Step(name="one", share=0, allow=("+", "+3161234567")), ANNA)
    denied_later = Candidate(contact_id="ctc_a", number_id="7", was_in=True)
    assert not is_in(Step(name="one", share=100, deny=("ctc_a",)), denied_later)


def test_segments_narrow_whom_the_share_is_of() -> None:
    """Country by letters or by the number's beginning, topic, and whether the customer is known."""
    wanted = (
        {"countries": ("BE", "NL")},
        {"countries": ("+316",)},
        {"topics": ("orders", "returns")},
    )
    unwanted: tuple[dict[str, tuple[str, ...] | bool], ...] = (
        {"countries": ("BE",)},
        {"countries": ("+3170", "+3")[:1]},
        {"topics": ("returns",)},
        {"known_only": True},
    )
    for segment in wanted:
        assert is_in(Step.model_validate({"name": "one", "share": 100, **segment}), ANNA), segment
    for other in unwanted:
        assert not is_in(Step.model_validate({"name": "one", "share": 100, **other}), ANNA), other
    stranger = Candidate(contact_id="ctc_b", number_id="7")
    assert not is_in(Step(name="one", share=100, countries=("NL", "+31")), stranger)
    assert is_in(
        Step(name="one", share=100, known_only=True), Candidate(contact_id="b", number_id="7", is_known=True)
    )
