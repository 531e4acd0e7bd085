"""The waiting rooms in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from threading import Lock

from appcare.application.rollout.room_ports import Place, Room


class MemoryWaitingRoom:
    """`WaitingRoom` in two dictionaries: the rooms, and the places of each."""

    def __init__(self) -> None:
        """Start empty."""
        self.places: dict[str, dict[str, Place]] = {}
        self._rooms: dict[str, Room] = {}
        self._lock = Lock()

    def read(self, number: str) -> Room:
        """Return where a number's room stands."""
        return self._rooms.get(number, Room())

    def enter(self, number: str, before: Room, count: int, now: int) -> bool:
        """Count so many in without waiting, if the room still has the version of `before`."""
        with self._lock:
            room = self.read(number)
            if room.version != before.version:
                return False
            self._change(number, replace(room, admissions=room.admissions.after(count, now)))
            return True

    def wait(self, place: Place) -> Place:
        """Give a conversation its place, counted once; return the place that it has."""
        with self._lock:
            places = self.places.setdefault(place.number, {})
            if place.order not in places:
                places[place.order] = place
                room = self.read(place.number)
                self._change(place.number, replace(room, waiting=room.waiting + 1))
            return places[place.order]

    def first(self, number: str, limit: int) -> Sequence[Place]:
        """Return the first places in order of arrival, at most `limit`."""
        places = self.places.get(number, {})
        return [places[order] for order in sorted(places)[:limit]]

    def place(self, number: str, order: str) -> Place | None:
        """Return one place; None: it is free."""
        return self.places.get(number, {}).get(order)

    def leave(self, places: Collection[Place], *, admitted_at: int | None) -> int:
        """Free places of one number's room; return how many were not free before."""
        left = 0
        with self._lock:
            for place in places:
                if self.places.get(place.number, {}).pop(place.order, None):
                    left += 1
                    room = self.read(place.number)
                    count = room.admissions if admitted_at is None else room.admissions.after(1, admitted_at)
                    self._change(place.number, replace(room, waiting=room.waiting - 1, admissions=count))
        return left

    def _change(self, number: str, room: Room) -> None:
        self._rooms[number] = replace(room, version=room.version + 1)
