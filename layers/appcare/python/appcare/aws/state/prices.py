"""Counts of prices: a mark for each message, and counters in shards."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from appcare.aws.dynamo import Item, Key, number, read_number, read_text, text
from appcare.aws.state.contacts import wall_clock
from appcare.aws.state.table import StateTable
from appcare.domain.errors import StorageError
from appcare.domain.log import digest, key_part
from appcare.domain.prices import Price, PriceCount
from appcare.domain.waves import chunks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.domain.prices import Counted

MARKS_KEPT_S = 35 * 86_400
"""Meta delivers for 30 days; a price that is told later than this would be counted once more."""

SHARDS = 8
"""Counters of one kind of price: whoever counts at the same time should not meet at one item."""

AT_ONCE = 90
"""Messages in one transaction; DynamoDB takes 100 steps."""

PAGE = 500


class DynamoPrices:
    """`Prices` over the State table.

    A transaction puts the marks of messages that are new and adds their number to a counter: all or
    nothing, so that a counter never knows more or less than the marks. Whoever meets another one looks
    at the marks again.
    """

    def __init__(self, client: DynamoDBClient, table: str, now: Callable[[], int] = wall_clock) -> None:
        """Use the State table `table` through `client`; `now` gives Unix milliseconds."""
        self._table = StateTable(client, table)
        self._now = now
        self._known_numbers: set[str] = set()

    def count(self, messages: Sequence[Counted]) -> None:
        """Count each message that was never counted before, once; see `Prices`."""
        first_told: dict[Key, Counted] = {}
        for one in messages:
            first_told.setdefault(_mark(one), one)
        self._know_numbers({one.number_id for one in messages})
        alike: dict[tuple[str, date, Price], dict[Key, Counted]] = {}
        for mark, one in self._new(first_told).items():
            alike.setdefault((one.number_id, one.day, one.priced.price), {})[mark] = one
        for (number_id, day, price), marks in alike.items():
            for some in chunks(list(marks), AT_ONCE):
                self._count_alike(number_id, day, price, some)

    def numbers(self) -> Sequence[str]:
        """Return the ids of the numbers that have counts, in their order."""
        items = self._table.query("#pk = :pk", {"pk": text(NUMBERS)}, page=PAGE)
        return sorted(read_text(item, "number") for item in items)

    def counts(self, number_id: str, first: date, last: date) -> Sequence[PriceCount]:
        """Return a number's counts of these days, in order of day and price."""
        days = {"first": text(f"{first.isoformat()}#"), "last": text(f"{last.isoformat()}#~")}
        where = "#pk = :pk AND #sk BETWEEN :first AND :last"
        sums: Counter[tuple[date, Price]] = Counter()
        for item in self._table.query(where, {"pk": text(_counters(number_id)), **days}, page=PAGE):
            day = date.fromisoformat(read_text(item, "day"))
            sums[day, _price(item)] += read_number(item, "messages") or 0
        found = (PriceCount(day, number_id, price, messages) for (day, price), messages in sums.items())
        return sorted(found, key=lambda one: one.order)

    def _know_numbers(self, numbers: Iterable[str]) -> None:
        for number_id in set(numbers) - self._known_numbers:
            self._table.put((NUMBERS, key_part(number_id) or "-"), {"number": text(number_id)})
            self._known_numbers.add(number_id)

    def _new(self, marks: dict[Key, Counted]) -> dict[Key, Counted]:
        """Leave out what is counted already, which is every second status."""
        counted = self._table.read(marks)
        return {mark: one for mark, one in marks.items() if mark not in counted}

    def _count_alike(self, number_id: str, day: date, price: Price, marks: Sequence[Key]) -> None:
        """Count messages of one number, day and price, until every one has its mark."""
        left = list(marks)
        for turn in self._table.backoff:
            # Another counter each time: the one that was busy may be so again.
            shard = (int(digest(*left[0]), 36) + turn) % SHARDS
            if self._table.transact(self._steps(number_id, day, price, shard, left)):
                return
            counted = self._table.read(left)
            left = [mark for mark in left if mark not in counted]
            if not left:
                return
        message = "counting prices: others were in the way again and again"
        raise StorageError(message)

    def _steps(
        self, number_id: str, day: date, price: Price, shard: int, marks: Sequence[Key]
    ) -> list[dict[str, Any]]:
        expires_at = number(self._now() // 1000 + MARKS_KEPT_S)
        category, type_, billable = price.parts
        kind = digest(category, type_, billable)
        counter = _counters(number_id), f"{day.isoformat()}#{kind}#{shard}"
        said = "#day = :day, #category = :category, #type = :type, #billable = :billable"
        values: Item = {
            "day": text(day.isoformat()),
            "category": text(category),
            "type": text(type_),
            "billable": text(billable),
            "more": number(len(marks)),
        }
        put = [{"Put": self._table.put_new_of(mark, {"expires_at": expires_at})} for mark in marks]
        return [*put, {"Update": self._table.update_of(counter, f"SET {said} ADD #messages :more", values)}]


NUMBERS = "prices"
"""Partition of the numbers that have counts."""


def _counters(number_id: str) -> str:
    return f"prices#{key_part(number_id)}"


def _mark(one: Counted) -> Key:
    return f"priced#{digest(one.number_id, one.priced.message_id)}", "mark"


def _price(item: Item) -> Price:
    billable = {"true": True, "false": False}.get(read_text(item, "billable"))
    return Price(read_text(item, "category"), read_text(item, "type"), billable)
