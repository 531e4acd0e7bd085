"""What every store of counted prices does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from appcare.application.price_ports import Prices
from appcare.domain.prices import Counted, Price, PriceCount, Priced

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)
SERVICE = Price("service", "regular", billable=True)
FREE = Price("service", "free_entry_point", billable=False)
UNSAID = Price()


def told(message_id: str, price: Price = SERVICE, day: date = MONDAY, number_id: str = "7") -> Counted:
    """Return a message that is to be counted."""
    return Counted(number_id, day, Priced(message_id, price))


def sums(prices: Prices, number_id: str = "7", days: int = 1) -> list[tuple[str, Price, int]]:
    """Return what was counted of a number from Monday on."""
    found = prices.counts(number_id, MONDAY, MONDAY + timedelta(days=days))
    return [(one.day.isoformat(), one.price, one.messages) for one in found]


def test_nothing_was_counted(prices: Prices) -> None:
    """There is no number and no count."""
    assert list(prices.numbers()) == []
    assert list(prices.counts("7", MONDAY, TUESDAY)) == []


def test_messages_are_summed_by_day_and_price(prices: Prices) -> None:
    """Days in their order, within a day each kind of price, what is not said before the rest."""
    prices.count([told("w1"), told("w2"), told("w3", FREE), told("w4", UNSAID), told("w5", day=TUESDAY)])
    assert sums(prices) == [
        ("2026-11-23", UNSAID, 1),
        ("2026-11-23", FREE, 1),
        ("2026-11-23", SERVICE, 2),
        ("2026-11-24", SERVICE, 1),
    ]
    assert prices.counts("7", TUESDAY, TUESDAY) == [PriceCount(TUESDAY, "7", SERVICE, 1)]


def test_a_message_counts_once(prices: Prices) -> None:
    """Told again, in the same batch or another, on another day or at another price: the first one stays."""
    prices.count([told("w1"), told("w1", FREE)])
    prices.count([told("w1"), told("w2")])
    prices.count([told("w1", FREE, TUESDAY), told("w2", day=TUESDAY)])
    assert sums(prices) == [("2026-11-23", SERVICE, 2)]


def test_numbers_are_counted_by_themselves(prices: Prices) -> None:
    """Also one that a webhook left out, one of any length, and two with a message of the same id."""
    long = "7" * 5_000
    for number_id in ("7", "8", "", long):
        prices.count([told("w1", number_id=number_id)])
    assert list(prices.numbers()) == sorted(["", "7", long, "8"])
    for number_id in ("7", "8", "", long):
        assert sums(prices, number_id) == [("2026-11-23", SERVICE, 1)]


def test_whatever_the_channel_calls_a_price(prices: Prices) -> None:
    """A category that nobody knows yet is counted under its own name."""
    odd = Price("a#b~" * 500, "é", billable=None)
    prices.count([told("w1", odd)])
    assert sums(prices) == [("2026-11-23", odd, 1)]


def test_a_large_batch(prices: Prices) -> None:
    """More messages than fit into one transaction, half of them counted before."""
    prices.count([told(f"w{turn}") for turn in range(100)])
    prices.count([told(f"w{turn}") for turn in range(50, 250)])
    assert sums(prices) == [("2026-11-23", SERVICE, 250)]


def test_of_many_who_count_at_once_each_message_counts_once(
    prices: Prices, at_once: ThreadPoolExecutor
) -> None:
    """Eight routers that are told of overlapping messages at the same time never miscount by one."""
    overlapping = [[told(f"w{turn}") for turn in range(start, start + 40)] for start in range(0, 80, 10)]
    list(at_once.map(prices.count, overlapping))
    list(at_once.map(lambda start: prices.count([told(f"x{start}")]), range(40)))
    assert sums(prices) == [("2026-11-23", SERVICE, 110 + 40)]
