"""What every keeper of the waiting rooms does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from appcare.application.rollout.room_ports import Place, Room, WaitingRoom
from appcare.domain.log import LogKey

NOW = 500_000 * 3_600_000


def place(order: int, number: str = "support") -> Place:
    """Return a place by its order of arrival."""
    return Place(
        number=number,
        number_id="7",
        order=f"{order:013d}#x",
        conversation_id=f"cnv_{order}",
        contact_id=f"ctc_{order}",
        opened_by=LogKey(f"wa#7#{order}", f"{order:013d}#wamid#message"),
        since=NOW + order,
        expected_at=NOW + 60_000 if order % 2 else None,
        expires_at=1_900_000_000 if order % 2 else None,
    )


def test_a_room_never_used_is_empty(waiting_room: WaitingRoom) -> None:
    """Version 0, nobody waits, nobody was let in."""
    assert waiting_room.read("support") == Room()
    assert waiting_room.first("support", 10) == []
    assert waiting_room.place("support", "none") is None


def test_places_are_in_order_of_arrival_and_whole(waiting_room: WaitingRoom) -> None:
    """Whatever the order in which they were given, and of one number only."""
    for order in (3, 1, 2):
        assert waiting_room.wait(place(order)) == place(order)
    waiting_room.wait(place(0, "sales"))
    assert waiting_room.first("support", 10) == [place(1), place(2), place(3)]
    assert waiting_room.first("support", 2) == [place(1), place(2)]
    assert waiting_room.place("support", place(2).order) == place(2)
    assert waiting_room.read("support").waiting == 3


def test_who_has_a_place_keeps_it(waiting_room: WaitingRoom) -> None:
    """Asked for again it is counted once, and what was said first stands."""
    first = waiting_room.wait(place(1))
    assert waiting_room.wait(replace(first, expected_at=NOW + 999)) == first
    assert waiting_room.read("support").waiting == 1


def test_leaving_counts_each_once(waiting_room: WaitingRoom) -> None:
    """Also where some are gone already; those let in are counted, others are not."""
    for order in range(5):
        waiting_room.wait(place(order))
    assert waiting_room.leave([place(0), place(1)], admitted_at=NOW) == 2
    assert waiting_room.leave([place(1), place(2)], admitted_at=NOW) == 1
    assert waiting_room.leave([place(3)], admitted_at=None) == 1
    assert waiting_room.leave([place(3)], admitted_at=NOW) == 0
    assert waiting_room.leave([], admitted_at=NOW) == 0
    room = waiting_room.read("support")
    assert room.waiting == 1
    assert dict(room.admissions.by_minute) == {NOW // 60_000: 3}
    assert dict(room.admissions.by_hour) == {NOW // 3_600_000: 3}
    assert waiting_room.first("support", 10) == [place(4)]


def test_more_leave_at_once_than_one_call_takes(waiting_room: WaitingRoom) -> None:
    """150 of them."""
    places = [waiting_room.wait(place(order)) for order in range(150)]
    assert waiting_room.leave(places, admitted_at=NOW) == 150
    assert waiting_room.read("support").waiting == 0


def test_entering_needs_what_was_read(waiting_room: WaitingRoom) -> None:
    """Whoever decided by a room that has changed since decides again."""
    before = waiting_room.read("support")
    assert waiting_room.enter("support", before, 1, NOW)
    assert not waiting_room.enter("support", before, 1, NOW)
    now = waiting_room.read("support")
    waiting_room.wait(place(1))
    assert not waiting_room.enter("support", now, 1, NOW)
    assert waiting_room.enter("support", waiting_room.read("support"), 2, NOW)
    assert sum(waiting_room.read("support").admissions.by_minute.values()) == 3


def test_nobody_is_lost_in_a_crowd(waiting_room: WaitingRoom, at_once: ThreadPoolExecutor) -> None:
    """Eight come and go at once: the count is that of the places."""

    def comes(order: int) -> None:
        waiting_room.wait(place(order))
        if order % 3 == 0:
            waiting_room.leave([place(order)], admitted_at=NOW)

    list(at_once.map(comes, range(12)))
    assert len(waiting_room.first("support", 100)) == waiting_room.read("support").waiting == 8
    assert sum(waiting_room.read("support").admissions.by_minute.values()) == 4
