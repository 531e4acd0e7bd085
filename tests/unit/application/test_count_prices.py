"""Prices that statuses tell, counted by the router."""

from datetime import date

from appcare.application.count_prices import CountPrices, ReadPrices
from appcare.domain.prices import Price, PriceCount, day_of
from appcare.memory.prices import MemoryPrices
from tests.unit.application.telling_channel import NUMBER, Routing, update

AT = 1_795_348_800_000
DAY = day_of(AT)
SERVICE = ["service", "regular", True]
COUNT = Price("service", "regular", billable=True)


def counting() -> tuple[Routing, ReadPrices]:
    """Return a router that counts, and what it counted."""
    prices = MemoryPrices()
    return Routing(learners=(CountPrices(prices),)), ReadPrices(prices)


def test_a_message_counts_with_the_first_status_that_says_its_price() -> None:
    """`sent` and `delivered` both say it, the latter perhaps after midnight; the stream repeats both."""
    routing, read = counting()
    sent = update("sent", AT, priced=["m1", *SERVICE])
    delivered = update("delivered", AT + 43_200_000, priced=["m1", *SERVICE])
    other = update("other", AT, priced=["m2", *SERVICE])
    routing.route(sent, update("asks", AT, inbound=True))
    routing.route(delivered, other)
    routing.route(sent, delivered, other)
    assert read.between(DAY, date(2026, 12, 31)) == [PriceCount(DAY, NUMBER, COUNT, 2)]


def test_of_one_number_or_of_all() -> None:
    """A number that sent nothing has no counts."""
    routing, read = counting()
    routing.route(update("sent", AT, priced=["m1", *SERVICE]))
    assert read.between(DAY, DAY, NUMBER) == read.between(DAY, DAY)
    assert read.between(DAY, DAY, "8") == []


def test_a_crash_counts_nothing_twice() -> None:
    """The batch comes again, and the price was told already."""
    routing, read = counting()
    routing.crash_once_before("queues.send")
    routing.route(update("sent", AT, priced=["m1", *SERVICE]))
    assert [one.messages for one in read.between(DAY, DAY)] == [1]
