"""Closing windows: told once, while somebody waits, and to nobody else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.adapter_ports import Attempt
from appcare.domain.conversation import WINDOW_MS
from appcare.domain.delivery import Delivered, Postponed
from appcare.domain.errors import UndigestibleError
from appcare.domain.identity import AliasKind
from appcare.domain.lanes import EventRef
from appcare.domain.window_watch import LATE_MS, WATCH
from tests.unit.application.telling_channel import Routing, update
from tests.unit.application.watching import HOUR, START, Watched

TICK = HOUR // 12


def test_a_customer_who_waits_is_told_of_before_the_window_closes() -> None:
    """Not before the moment that is configured, and once."""
    watched = Watched()
    watched.says(inbound=True)
    watched.pass_time(21.9)
    assert watched.told == []
    watched.pass_time(200)
    assert [ends_at for _, ends_at in watched.told] == [START + WINDOW_MS]
    assert watched.routing.telemetry.counts["conversation.window_closing"] == 1


def test_an_answered_customer_is_not_told_of() -> None:
    """Nobody waits, and nothing is said."""
    watched = Watched()
    watched.says(inbound=True)
    watched.pass_time(1)
    watched.says(inbound=False)
    watched.pass_time(200)
    assert watched.told == []


def test_each_window_is_told_of() -> None:
    """Who writes again after a warning has another window, and so another warning."""
    watched = Watched()
    watched.says(inbound=True)
    watched.pass_time(23)
    watched.says(inbound=True)
    watched.pass_time(200)
    assert [ends_at for _, ends_at in watched.told] == [START + WINDOW_MS, START + 23 * HOUR + WINDOW_MS]


def test_a_conversation_is_looked_at_a_few_times_in_all() -> None:
    """However many messages it has: the timer is not moved by each, and ends with the conversation."""
    watched = Watched()
    for _ in range(100):
        watched.says(inbound=True)
        watched.pass_time(0.1)
    watched.pass_time(300)
    assert watched.looks < 10
    assert len(watched.told) == 1


def test_what_another_conversation_followed_is_watched_no_more() -> None:
    """Each has a watch of its own, which ends when nothing can come of it."""
    watched = Watched(silence_hours=1)
    watched.says(inbound=True)
    watched.pass_time(2)
    watched.says(inbound=True)
    first, second = (one.content for one in watched.routing.queued("whatsapp.later"))
    assert isinstance(first, EventRef)
    assert isinstance(second, EventRef)
    watched.pass_time(1)
    records = watched.routing.log.records
    now = Attempt(1, watched.clock.now())
    assert watched.courier.carry(first, records[first.key], now) == Delivered(called=False)
    assert isinstance(watched.courier.carry(second, records[second.key], now), Postponed)


def test_a_look_that_is_repeated_says_nothing_twice() -> None:
    """Whoever crashed between the fact and the next look finds the fact: it is the same, to the byte."""
    watched = Watched()
    watched.says(inbound=True)
    watched.pass_time(22)
    before = dict(watched.routing.log.records)
    watched.clock.advance(60_000)
    (ref,) = (one.content for one in watched.routing.queued("whatsapp.later"))
    assert isinstance(ref, EventRef)
    watched.courier.carry(ref, watched.routing.log.records[ref.key], Attempt(1, watched.clock.now()))
    assert dict(watched.routing.log.records) == before
    assert len(watched.told) == 1


def test_an_opening_that_comes_twice_is_one_watch() -> None:
    """The stream repeats itself; the reference is the same."""
    watched = Watched()
    watched.says(inbound=True)
    watched.route(*watched.routing.log.records.values())
    assert len(watched.routing.queued("whatsapp.later")) == 1


def test_who_sends_nothing_watches_nothing() -> None:
    """Without a queue of ours for what is looked at later, nothing is put into it."""
    watched = Watched()
    watched.routing = Routing()
    watched.says(inbound=True)
    assert watched.routing.queued("whatsapp.later") == []


def test_one_person_s_two_contacts() -> None:
    """Whose conversation goes on under another contact, since both are one, is watched there alone."""
    watched = Watched()
    number: dict[str, Any] = {"phone": "316"}
    watched.route(update("one", START, partition="tell#7#a", inbound=True, customer=number))
    watched.clock.advance(HOUR)
    watched.route(update("two", START + HOUR, partition="tell#7#b", inbound=True, customer={"bsuid": "US.1"}))
    both = {"bsuid": "US.1", "phone": "316", "was": [[AliasKind.PHONE, "316"]]}
    watched.clock.advance(HOUR)
    watched.route(update("three", START + 2 * HOUR, partition="tell#7#b", inbound=True, customer=both))
    watched.pass_time(200)
    (survivor,) = {one.id for one in watched.routing.contacts.contacts.values() if not one.merged_into}
    latest = watched.routing.conversations.read([(survivor, "7")])[survivor, "7"]
    assert watched.told == [(latest.id, START + 2 * HOUR + WINDOW_MS)]


def test_what_is_no_opening_leads_to_no_conversation() -> None:
    """It is refused, and so parked, for a person to look at."""
    watched = Watched()
    record = update("m", START)
    with pytest.raises(UndigestibleError):
        watched.courier.carry(EventRef(record.key, WATCH, "cnv_1"), record, Attempt(1, START))


said = st.lists(
    st.tuples(st.integers(0, 40 * 12), st.booleans(), st.integers(0, LATE_MS // TICK)),
    min_size=1,
    max_size=10,
)


@given(said, st.sampled_from([0.25, 2.0, 12.0]), st.sampled_from([1, 24, 72]))
def test_every_window_that_closes_while_somebody_waits_is_told_of_once_and_no_other(
    script: list[tuple[int, bool, int]], ahead_hours: float, silence_hours: int
) -> None:
    """Somebody who looked at every conversation at every moment would say the same of it."""
    watched = Watched(ahead_hours, silence_hours)
    seen: set[tuple[str, int]] = set()

    def tick() -> None:
        now, latest = watched.clock.now(), watched.latest
        watched.look()
        left = latest.window_ends_at - now if latest and latest.awaiting_reply_since is not None else 0
        if latest and 0 < left <= ahead_hours * HOUR:
            seen.add((latest.id, latest.window_ends_at))
        watched.clock.advance(TICK)

    for ticks, inbound, late in (*script, (30 * 12, False, 0)):
        for _ in range(ticks):
            tick()
        watched.says(inbound=inbound, late_ms=late * TICK)
    assert watched.told == sorted(seen)
