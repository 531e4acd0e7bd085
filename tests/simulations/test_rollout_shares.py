"""A million customers, chosen by the shipped decision: as many as asked, always the same, two numbers apart.

`pytest -s` prints the table.
"""

import math
from collections.abc import Sequence

import pytest

from appcare.domain.log import digest
from appcare.domain.rollout.decision import Candidate, is_in, place_of
from appcare.domain.rollout.plan import Step

CUSTOMERS = 1_000_000
SHARES = (0.1, 0.5, 1, 2, 5, 10, 20, 35, 50, 75, 90, 99, 99.9, 100)
NUMBERS = ("106540352242922", "106540352242923")


@pytest.fixture(scope="module")
def contacts() -> list[str]:
    """Contact ids as they are made: of phone numbers that follow one another."""
    return ["ctc_" + digest("phone", str(31_600_000_000 + one)) for one in range(CUSTOMERS)]


@pytest.fixture(scope="module")
def places(contacts: list[str]) -> list[list[float]]:
    """Where each of them stands, on each number."""
    return [[place_of(number, contact) for contact in contacts] for number in NUMBERS]


def test_the_measured_share_is_the_asked_one(places: list[list[float]]) -> None:
    """Within 0.2 points at every share; everybody is in at 100 %, nobody at 0 %."""
    rows = ["asked    measured on either number"]
    for share in SHARES:
        measured = [100 * sum(one < share * 100 for one in number) / CUSTOMERS for number in places]
        rows.append(f"{share:6.1f} %  " + "  ".join(f"{one:8.4f} %" for one in measured))
        assert all(abs(one - share) <= 0.2 for one in measured)
        assert share < 100 or measured == [100, 100]
    assert min(min(number) for number in places) >= 0
    print("\n".join(["", *rows]))  # noqa: T201 - the figures


def test_raising_the_share_only_adds(contacts: list[str], places: list[list[float]]) -> None:
    """Whoever was in at one share is in at the next: nobody drops out, asked of the decision itself."""
    before: set[str] = set()
    for share in SHARES:
        step = Step(name="one", share=share)
        some = contacts[:20_000]
        now = {
            contact for contact in some if is_in(step, Candidate(contact_id=contact, number_id=NUMBERS[0]))
        }
        assert before <= now
        assert now == {one for one, place in zip(some, places[0], strict=False) if place < share * 100}
        before = now


def test_two_numbers_choose_independently(places: list[list[float]]) -> None:
    """Whoever is early on one number is early on the other no more often than by chance."""
    correlation = _correlation(*places)
    both = sum(a < 1_000 and b < 1_000 for a, b in zip(*places, strict=True)) / CUSTOMERS
    print(  # noqa: T201 - the figures
        f"\ncorrelation {correlation:+.5f}; in on both at 10 % and 10 %: {100 * both:.3f} % (1 % by chance)"
    )
    assert abs(correlation) < 5 / math.sqrt(CUSTOMERS)
    assert abs(both - 0.01) < 0.002


def _correlation(one: Sequence[float], other: Sequence[float]) -> float:
    mean_one, mean_other = sum(one) / len(one), sum(other) / len(other)
    together = sum((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))
    spread = math.sqrt(sum((a - mean_one) ** 2 for a in one) * sum((b - mean_other) ** 2 for b in other))
    return together / spread
