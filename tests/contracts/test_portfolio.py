"""What every keeper of the portfolio's limit does."""

import uuid
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appcare.application.portfolio import PortfolioLimit

HOUR = 3_600_000
DAY = 24 * HOUR
NOW = 500_000 * HOUR + 1_234

ATTEMPTS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([0, 1, HOUR // 3, HOUR, 5 * HOUR, 23 * HOUR, DAY])),
    max_size=25,
)


def test_there_is_room_for_so_many_and_no_more(portfolio: PortfolioLimit) -> None:
    """The next one may be written to when the first has not been for 24 hours, an hour more at most."""
    assert [portfolio.take("main", f"c{n}", 2, NOW) for n in range(2)] == [NOW, NOW]
    until = portfolio.take("main", "c2", 2, NOW)
    assert NOW + DAY <= until <= NOW + DAY + HOUR
    assert portfolio.take("main", "c2", 2, until - 1) == until
    assert portfolio.take("main", "c2", 2, until) == until


def test_who_is_counted_needs_no_room(portfolio: PortfolioLimit) -> None:
    """Asking again, at once or within the day, costs nothing and is never refused."""
    for now in (NOW, NOW, NOW + HOUR, NOW + 20 * HOUR, NOW + 43 * HOUR):
        assert portfolio.take("main", "c1", 1, now) == now
    assert portfolio.take("main", "c2", 1, NOW + 43 * HOUR) > NOW + 43 * HOUR


def test_accounts_have_limits_of_their_own(portfolio: PortfolioLimit) -> None:
    """What one account is full of is nothing to another."""
    portfolio.take("main", "c1", 1, NOW)
    assert portfolio.take("second", "c2", 1, NOW) == NOW


def test_a_learnt_limit_counts_and_the_latest_word_does(portfolio: PortfolioLimit) -> None:
    """Whatever is configured, and in whatever order it is learnt; 0 is no limit."""
    portfolio.learn("main", 2, 200)
    portfolio.learn("main", 1, 100)
    assert [portfolio.take("main", f"c{n}", 1, NOW) == NOW for n in range(3)] == [True, True, False]
    portfolio.learn("main", 0, 300)
    assert portfolio.take("main", "c3", 1, NOW) == NOW


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(attempts=ATTEMPTS, limit=st.integers(1, 4))
def test_no_24_hours_hold_more_customers_than_the_limit(
    portfolio: PortfolioLimit, attempts: Sequence[tuple[int, int]], limit: int
) -> None:
    """Counted by brute force over everything that was let through."""
    account, now, sent = uuid.uuid4().hex, NOW, deque[tuple[int, int]]()
    for customer, later in attempts:
        now += later
        if portfolio.take(account, f"c{customer}", limit, now) <= now:
            sent.append((now, customer))
    for end, _ in sent:
        assert len({who for at, who in sent if end - DAY < at <= end}) <= limit


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(attempts=ATTEMPTS, limit=st.integers(1, 4))
def test_whoever_waits_as_told_gets_through(
    portfolio: PortfolioLimit, attempts: Sequence[tuple[int, int]], limit: int
) -> None:
    """The moment that is named is one at which there is room, unless somebody else took it."""
    account, now = uuid.uuid4().hex, NOW
    for customer, later in attempts:
        now += later
        until = portfolio.take(account, f"c{customer}", limit, now)
        assert now <= until <= now + DAY + HOUR
        now = until
        assert portfolio.take(account, f"c{customer}", limit, now) == now


def test_of_many_at_once_no_more_are_let_through(
    portfolio: PortfolioLimit, at_once: ThreadPoolExecutor
) -> None:
    """Two who count at the same moment see one another."""
    answers = list(at_once.map(lambda n: portfolio.take("main", f"c{n}", 3, NOW), range(8)))
    assert sum(until == NOW for until in answers) == 3
