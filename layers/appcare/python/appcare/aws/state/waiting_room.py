"""Who waits to be let in, and how many were let in lately."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from appcare.application.rollout.room_ports import Place, Room
from appcare.aws.dynamo import Item, Key, number, read_number, read_text, text
from appcare.aws.state.table import StateTable
from appcare.domain.errors import StorageError
from appcare.domain.log import LogKey
from appcare.domain.rollout.pace import Admissions
from appcare.domain.waves import chunks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.aws.backoff import Backoff

PAGE = 100
PLACES_PER_CALL = 99
"""A transaction takes 100 steps, and one is the room's."""


class DynamoWaitingRoom:
    """`WaitingRoom` over one item for each room and one for each place, all in the room's partition.

    The room's item has a version; it and the places change in one transaction, so that nobody is counted
    twice or not at all.
    """

    def __init__(self, client: DynamoDBClient, table: str, backoff: Backoff | None = None) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table, backoff)

    def read(self, number: str) -> Room:
        """Return where a number's room stands."""
        return _room(self._table.read([_key(number)]).get(_key(number), {}))

    def enter(self, number: str, before: Room, count: int, now: int) -> bool:
        """Count so many in without waiting, if the room still has the version of `before`."""
        after = _item(before.admissions.after(count, now), before.waiting, before.version)
        return self._table.put(_key(number), after, *_unchanged(before))

    def wait(self, place: Place) -> Place:
        """Give a conversation its place, counted once; return the place that it has.

        Raises:
            StorageError: others were first at every try, or it cannot be written now.
        """
        room_key, key = _key(place.number), _place_key(place.number, place.order)
        for _ in self._table.backoff:
            items = self._table.read([room_key, key])
            if key in items:
                return _place(place.number, items[key])
            room = _room(items.get(room_key, {}))
            after = _item(room.admissions, room.waiting + 1, room.version)
            steps = [
                {"Put": self._table.put_new_of(key, _attributes(place))},
                {"Put": self._table.put_if_of(room_key, after, *_unchanged(room))},
            ]
            if self._table.transact(steps):
                return place
        message = "giving a place: others kept being first"
        raise StorageError(message)

    def first(self, number: str, limit: int) -> Sequence[Place]:
        """Return the first places in order of arrival, at most `limit`."""
        items = self._table.query(
            "#pk = :pk AND begins_with(#sk, :place)",
            {"pk": text(_key(number)[0]), "place": text("place#")},
            page=max(1, min(limit, PAGE)),
        )
        return [_place(number, item) for item in islice(items, limit)]

    def place(self, number: str, order: str) -> Place | None:
        """Return one place; None: it is free."""
        key = _place_key(number, order)
        item = self._table.read([key]).get(key)
        return _place(number, item) if item else None

    def leave(self, places: Collection[Place], *, admitted_at: int | None) -> int:
        """Free places of one number's room; return how many were not free before."""
        return sum(self._leave(some, admitted_at) for some in chunks(list(places), PLACES_PER_CALL))

    def _leave(self, places: Sequence[Place], admitted_at: int | None) -> int:
        room_key = _key(places[0].number)
        keys = [_place_key(place.number, place.order) for place in places]
        for _ in self._table.backoff:
            items = self._table.read([room_key, *keys])
            room, there = _room(items.get(room_key, {})), [key for key in keys if key in items]
            if not there:
                return 0
            admissions = room.admissions
            if admitted_at is not None:
                admissions = admissions.after(len(there), admitted_at)
            after = _item(admissions, room.waiting - len(there), room.version)
            steps = [{"Delete": self._table.delete_of(key)} for key in there]
            steps.append({"Put": self._table.put_if_of(room_key, after, *_unchanged(room))})
            if self._table.transact(steps):
                return len(there)
        message = "freeing places: others kept being first"
        raise StorageError(message)


def _key(name: str) -> Key:
    return f"room#{name}", "room"


def _place_key(name: str, order: str) -> Key:
    return f"room#{name}", f"place#{order}"


def _unchanged(room: Room) -> tuple[str, Item]:
    if not room.version:
        return "attribute_not_exists(#version)", {}
    return "#version = :version", {"version": number(room.version)}


def _room(item: Item) -> Room:
    return Room(
        admissions=Admissions(_counts(item, "minutes"), _counts(item, "hours")),
        waiting=read_number(item, "waiting") or 0,
        version=read_number(item, "version") or 0,
    )


def _counts(item: Item, name: str) -> Mapping[int, int]:
    return {int(one): int(count["N"]) for one, count in item.get(name, {}).get("M", {}).items()}


def _item(admissions: Admissions, waiting: int, version: int) -> Item:
    """Return a room's attributes, one version on."""
    return {
        "minutes": {"M": {str(one): number(count) for one, count in admissions.by_minute.items()}},
        "hours": {"M": {str(one): number(count) for one, count in admissions.by_hour.items()}},
        "waiting": number(waiting),
        "version": number(version + 1),
    }


def _attributes(place: Place) -> Item:
    numbers = {"since": place.since, "expected_at": place.expected_at, "event_expires": place.expires_at}
    return {
        "order": text(place.order),
        "number": text(place.number_id),
        "conversation": text(place.conversation_id),
        "contact": text(place.contact_id),
        "event_pk": text(place.opened_by.pk),
        "event_sk": text(place.opened_by.sk),
        **{name: number(value) for name, value in numbers.items() if value is not None},
    }


def _place(name: str, item: Item) -> Place:
    return Place(
        number=name,
        number_id=read_text(item, "number"),
        order=read_text(item, "order"),
        conversation_id=read_text(item, "conversation"),
        contact_id=read_text(item, "contact"),
        opened_by=LogKey(read_text(item, "event_pk"), read_text(item, "event_sk")),
        since=read_number(item, "since") or 0,
        expected_at=read_number(item, "expected_at"),
        expires_at=read_number(item, "event_expires"),
    )
