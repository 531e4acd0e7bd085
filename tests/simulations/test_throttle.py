"""How exactly a destination's rate is kept, and what that costs."""

from bisect import bisect_left

import pytest

from tests.simulations.staff import Staffed
from tests.unit.model.judgement import check

RATE = 50.0
MESSAGES = 6_000


def worst_second(moments: list[int]) -> int:
    """Return the most calls that began within any second."""
    ordered = sorted(moments)
    return max(bisect_left(ordered, start + 1000) - place for place, start in enumerate(ordered))


def busy(staffed: Staffed, customers: int, latency_s: float) -> list[int]:
    """Deliver two minutes' worth of messages that wait already; return when the calls began."""
    world = staffed.world
    world.crm.takes_s = latency_s
    for turn in range(MESSAGES):
        world.arrive(f"316{turn * customers // MESSAGES:08d}")
    while world.stream:
        world.route()
    staffed.calls.clear()

    def until_delivered() -> None:
        while world.waiting():
            staffed.time.sleep(1)

    staffed.live(until_delivered)
    check(world)
    return world.crm.called_at


@pytest.mark.parametrize("latency_s", [0.05, 0.2, 1.0])
def test_the_rate_is_kept_and_used(latency_s: float) -> None:
    """Ten workers call at 98 to 100 % of the rate, in no second 5 % above it, ten calls for a write."""
    staffed = Staffed(RATE)
    began = busy(staffed, customers=MESSAGES, latency_s=latency_s)
    achieved = (len(began) - 1) / (began[-1] - began[0]) * 1000 / RATE
    worst, writes = worst_second(began) / RATE, staffed.writes / len(began)
    print(  # noqa: T201 - the figures
        f"{latency_s * 1000:.0f} ms: achieved {achieved:.4f} of {RATE:.0f}/s, worst second {worst:.2f},"
        f" {writes:.3f} writes per message, batches of ten customers"
    )
    assert 0.98 <= achieved <= 1.0
    assert worst <= 1.05
    assert writes <= 0.15


@pytest.mark.parametrize("latency_s", [0.05, 0.2])
def test_one_customer_in_a_batch_costs_a_write_for_each_message(latency_s: float) -> None:
    """Where a batch is one customer's, each message takes its own slot; the rate is kept all the same."""
    staffed = Staffed(RATE)
    began = busy(staffed, customers=12, latency_s=latency_s)
    worst, writes = worst_second(began) / RATE, staffed.writes / len(began)
    print(  # noqa: T201 - the figures
        f"{latency_s * 1000:.0f} ms: worst second {worst:.2f}, {writes:.3f} writes per message,"
        " batches of one customer"
    )
    assert worst <= 1.05
    assert writes <= 1
