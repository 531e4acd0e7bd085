"""What every list of failed deliveries does."""

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appcare.application.delivery_list import DeliveryList, DeliveryQuery
from appcare.application.delivery_ports import FailedAttempt
from appcare.domain.failed_delivery import FailedState
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey
from tests.contracts.implementations.pairs import ListedDeliveries

RETRYING, PARKED, DELIVERED = FailedState.RETRYING, FailedState.PARKED, FailedState.DELIVERED


def ref(number: int) -> EventRef:
    """Return one of many events."""
    return EventRef(LogKey("wa#1#2", str(number)), "message.received", "ctc_1", "cnv_1")


def fail(listed: ListedDeliveries, numbers: Sequence[int], destination: str = "crm") -> None:
    """Have events fail, each at the moment of its number."""
    for number in numbers:
        listed.failed.add(destination, ref(number), FailedAttempt(number, 1, "HTTP 503"))


def numbers(list_: DeliveryList, query: DeliveryQuery) -> list[int]:
    """Return the numbers of all events of a list, page by page."""
    found: list[int] = []
    after = query.after
    while True:
        page = list_.page(
            DeliveryQuery(
                destinations=query.destinations,
                states=query.states,
                since=query.since,
                until=query.until,
                after=after,
                limit=query.limit,
            )
        )
        assert len(page.deliveries) <= query.limit
        found += [one.failed_at for one in page.deliveries]
        if page.after is None:
            return found
        after = page.after


def test_nothing_failed(listed: ListedDeliveries) -> None:
    """No failure, no list."""
    page = listed.list.page(DeliveryQuery(destinations=["crm"]))
    assert (list(page.deliveries), page.after) == ([], None)


def test_newest_first_page_by_page(listed: ListedDeliveries) -> None:
    """Every delivery comes once, the newest first, whatever the size of a page."""
    fail(listed, [n * 7919 % 61 for n in range(25)])
    expected = sorted((n * 7919 % 61 for n in range(25)), reverse=True)
    for limit in (4, 25, 200):
        assert numbers(listed.list, DeliveryQuery(destinations=["crm"], limit=limit)) == expected


def test_a_page_knows_whether_it_is_the_last(listed: ListedDeliveries) -> None:
    """No page ends with a promise of more where there is no more."""
    fail(listed, range(10))
    assert listed.list.page(DeliveryQuery(destinations=["crm"], limit=10)).after is None
    assert listed.list.page(DeliveryQuery(destinations=["crm"], limit=9)).after is not None


def test_of_one_moment_none_is_left_out(listed: ListedDeliveries) -> None:
    """What failed in the same millisecond, at several destinations, is told apart."""
    for number in range(12):
        for destination in ("crm", "desk"):
            listed.failed.add(destination, ref(number), FailedAttempt(5, 1, "HTTP 503"))
    seen = []
    query = DeliveryQuery(destinations=["crm", "desk"], limit=5)
    while True:
        page = listed.list.page(query)
        seen += [(one.destination, one.ref) for one in page.deliveries]
        if page.after is None:
            break
        query = DeliveryQuery(destinations=["crm", "desk"], limit=5, after=page.after)
    assert len(seen) == len(set(seen)) == 24


def test_by_destination(listed: ListedDeliveries) -> None:
    """Only the destinations that are asked for are listed."""
    fail(listed, [1, 3])
    fail(listed, [2], "desk")
    assert numbers(listed.list, DeliveryQuery(destinations=["crm"])) == [3, 1]
    assert numbers(listed.list, DeliveryQuery(destinations=["desk", "crm"])) == [3, 2, 1]
    assert numbers(listed.list, DeliveryQuery(destinations=[])) == []


def test_by_state(listed: ListedDeliveries) -> None:
    """A delivery is listed under the state it has now, and under no other."""
    fail(listed, range(1, 7))
    for number in (1, 2, 3):
        listed.failed.park("crm", ref(number), "HTTP 400", at=100)
    listed.failed.settle("crm", ref(3), at=101)
    listed.failed.settle("crm", ref(4), at=101)

    def of(*states: FailedState) -> list[int]:
        return numbers(listed.list, DeliveryQuery(destinations=["crm"], states=states, limit=2))

    assert of(RETRYING) == [6, 5]
    assert of(PARKED) == [2, 1]
    assert of(DELIVERED) == [4, 3]
    assert of(FailedState.SUPERSEDED) == []
    assert of(*FailedState) == [6, 5, 4, 3, 2, 1]


def test_by_time(listed: ListedDeliveries) -> None:
    """From a moment on, up to before another, both, and an empty span."""
    fail(listed, range(1, 10))

    def between(since: int, until: int | None) -> list[int]:
        return numbers(listed.list, DeliveryQuery(destinations=["crm"], since=since, until=until, limit=2))

    assert between(7, None) == [9, 8, 7]
    assert between(0, 3) == [2, 1]
    assert between(3, 5) == [4, 3]
    assert between(5, 3) == []


def test_a_delivery_says_what_became_of_it(listed: ListedDeliveries) -> None:
    """The list shows whole records."""
    fail(listed, [1])
    listed.failed.park("crm", ref(1), "HTTP 400", at=2)
    (found,) = listed.list.page(DeliveryQuery(destinations=["crm"])).deliveries
    assert found == listed.failed.read("crm", ref(1))


def test_found_by_event(listed: ListedDeliveries) -> None:
    """Records are found by the events' ids; what never failed there is left out."""
    fail(listed, [1, 2])
    ids = [ref(number).event_id for number in (1, 2, 3)]
    assert set(listed.list.find("crm", ids)) == set(ids[:2])
    assert listed.list.find("desk", ids) == {}
    assert listed.list.find("crm", [ids[0]])[ids[0]] == listed.failed.read("crm", ref(1))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_paging_while_deliveries_fail_and_recover(listed: ListedDeliveries, data: st.DataObject) -> None:
    """What was there before the first page comes exactly once, however much fails or changes meanwhile."""
    destination = f"crm{data.draw(st.integers(0, 10**12), label='destination')}"
    before = data.draw(st.lists(st.integers(1, 50), unique=True, min_size=1, max_size=12), label="before")
    fail(listed, before, destination)
    query = DeliveryQuery(destinations=[destination], limit=data.draw(st.integers(1, 5), label="limit"))
    seen: list[int] = []
    later = 100
    while True:
        page = listed.list.page(query)
        seen += [one.failed_at for one in page.deliveries]
        if page.after is None:
            break
        query = DeliveryQuery(destinations=[destination], limit=query.limit, after=page.after)
        changed = data.draw(st.sampled_from(before), label="changed")
        what = data.draw(st.sampled_from(["park", "settle", "again", "new", "older"]), label="what")
        later += 1
        if what == "park":
            listed.failed.park(destination, ref(changed), "HTTP 400", at=later)
        elif what == "settle":
            listed.failed.settle(destination, ref(changed), at=later)
        elif what == "again":
            listed.failed.add(destination, ref(changed), FailedAttempt(later, 2, "HTTP 503"))
        else:
            fail(listed, [later if what == "new" else 0], destination)
    assert [one for one in seen if one in before] == sorted(before, reverse=True)
