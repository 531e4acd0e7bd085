"""Files come, are checked and stored; whatever is wrong with them is never taken for good."""

import base64
import hashlib
from typing import Any

import pytest

from appcare.application.delivery_ports import Outgoing
from appcare.domain.destination import DestinationState, DestinationStatus
from appcare.domain.media import object_key
from tests.unit.media.world import DAY, HOUR, START, World

KEY = object_key("wa#7#31600000001", "1")


def reasons(world: World) -> set[str]:
    """Return why attempts failed."""
    return {attempt.reason for one in world.failed.deliveries.values() for attempt in one.attempts}


@pytest.mark.parametrize("size", [1, 2048, 300_000])
def test_a_file_is_stored_and_told(world: World, size: int) -> None:
    """The object has the file's bytes under a key of hashes; the fact says what it is and whose."""
    told = world.tell("1", size=size, mime_type="application/pdf")
    world.arrive("1", mime_type="application/pdf", filename="bill.pdf")
    world.work()
    content_type, content = world.store.objects[KEY]
    assert hashlib.sha256(content).hexdigest() == told["sha256"]
    found = "application/pdf" if size > 10 else "application/octet-stream"
    assert content_type == found
    assert world.facts("media.stored") == [
        {
            "media_id": "1",
            "wamid": "wamid.1",
            "number_id": "7",
            "filename": "bill.pdf",
            "object_key": KEY,
            "size": size,
            "sha256": told["sha256"],
            "mime_type": found,
            "claimed_type": "application/pdf",
            "type_differs": size < 10,
        }
    ]
    assert not world.waiting()


def test_hashes_in_base64(world: World) -> None:
    """Graph's hash counts in base64 as in hexadecimal."""
    raw = bytes.fromhex(world.tell("1")["sha256"])
    world.tell("1", sha256=base64.b64encode(raw).decode())
    world.arrive("1")
    world.work()
    assert world.facts("media.stored")[0]["sha256"] == raw.hex()


def test_content_of_another_type_is_flagged(world: World) -> None:
    """A program that is announced as a picture is kept, under what it is, and flagged."""
    world.tell("1", content=base64.b64encode(b"MZ" + bytes(400)).decode(), mime_type="image/jpeg")
    world.arrive("1")
    world.work()
    (fact,) = world.facts("media.stored")
    assert fact["type_differs"]
    assert (fact["claimed_type"], world.store.objects[KEY][0]) == ("image/jpeg", "application/x-msdownload")


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"sha256": "ab" * 32}, "sha256 differs"),
        ({"file_size": 7}, "longer than announced"),
        ({"file_size": 9000}, "shorter than announced"),
        ({"size": 0}, "empty"),
        ({"redirect": "http://169.254.169.254/latest/meta-data"}, "URL refused: not https"),
        ({"redirect": "https://169.254.169.254/latest/meta-data"}, "no answer: address not allowed: inside"),
        ({"redirect": "https://localhost:1/x"}, "no answer: address not allowed: inside"),
        ({"stale": 99}, "no URL of it works"),
        ({"status": 404, "error": {"code": 100, "error_subcode": 33}}, "Graph error 100"),
        ({"status": 500, "error": {"code": 131000}}, "Graph error 131000"),
        ({"status": 502}, "HTTP 502"),
    ],
)
def test_flaws_are_tried_again_and_never_stored(world: World, told: dict[str, Any], reason: str) -> None:
    """What is not as announced is not kept, waits with its reason, and comes once it is right."""
    world.tell("1", **told)
    world.arrive("1")
    world.work()
    assert (world.store.objects, world.facts("media.stored"), world.waiting()) == ({}, [], 1)
    assert reasons(world) == {reason}
    world.graph.delete("/media")
    world.go_on(2 * 60_000)
    assert len(world.facts("media.stored")) == 1
    assert not world.waiting()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"status": 400, "error": {"code": 131052}}, "Graph error 131052"),
        ({"file_size": 100 * 1024 * 1024 + 1}, "too large"),
    ],
)
def test_what_cannot_be_had_is_lost_at_once(world: World, told: dict[str, Any], reason: str) -> None:
    """A file that will never come is not tried a second time; the CRM is told, people are alarmed."""
    world.tell("1", **told)
    world.arrive("1", filename="a.jpg")
    world.work()
    (fact,) = world.facts("media.lost")
    assert fact == {
        "media_id": "1",
        "wamid": "wamid.1",
        "number_id": "7",
        "filename": "a.jpg",
        "claimed_type": "image/jpeg",
        "reason": reason,
    }
    assert (world.waiting(), world.telemetry.counts["media.lost"]) == (0, 1)
    assert world.telemetry.counts["delivery.parked"] == 0


def test_an_expired_url_costs_one_question(world: World) -> None:
    """A URL that does not work any more is asked for anew in the same attempt."""
    world.tell("1", stale=1)
    world.arrive("1")
    world.work()
    assert len(world.facts("media.stored")) == 1
    assert not world.failed.deliveries


def test_one_file_that_cannot_be_had_holds_up_no_other(world: World) -> None:
    """Another file of the same customer comes while the first one waits."""
    world.tell("1", sha256="ab" * 32)
    world.arrive("1")
    world.arrive("2")
    world.work()
    assert [fact["media_id"] for fact in world.facts("media.stored")] == ["2"]


def test_what_lies_there_is_not_fetched_again(world: World) -> None:
    """A reference that comes twice costs one download and one fact."""
    ref = world.arrive("1")
    world.work()
    world.behave(status=503, times=100)
    world.clock.advance(HOUR)
    world.queues.send([Outgoing("media", ref)])
    world.work()
    assert (len(world.facts("media.stored")), world.waiting()) == (1, 0)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ({"status": 401, "error": {"code": 190}}, "Graph error 190"),
        ({"status": 400, "error": {"code": 131031}}, "Graph error 131031"),
        ({"status": 403, "error": {"code": 10}}, "Graph error 10"),
    ],
)
def test_refused_credentials_close_and_a_probe_opens(
    world: World, behaviour: dict[str, Any], reason: str
) -> None:
    """While Meta refuses us nothing is called but one probe a minute; when it works all files come."""
    world.behave(**behaviour, times=100_000)
    for number in range(5):
        world.arrive(str(number))
    world.work()
    state = world.states.read("media")
    assert (state.status, state.reason) == (DestinationStatus.CLOSED, reason)
    assert sum(len(one.attempts) for one in world.failed.deliveries.values()) == 1
    world.go_on(HOUR)
    assert world.waiting() == 5
    world.recover()
    world.go_on(5 * 60_000)
    assert (len(world.facts("media.stored")), world.waiting()) == (5, 0)
    assert world.states.read("media").status is DestinationStatus.OPEN


def test_a_missing_token_closes(world: World) -> None:
    """Without an access token nothing is called; files wait and come when there is one."""
    world.token = None
    world.arrive("1")
    world.work()
    assert world.states.read("media").reason == "access token missing"
    world.token = "token"
    world.go_on(3 * 60_000)
    assert len(world.facts("media.stored")) == 1


def test_throttling_rests_everybody(world: World) -> None:
    """Too many requests: nobody calls for as long as Graph asks."""
    world.behave(status=429, retry_after=7, error={"code": 80007})
    world.arrive("1")
    world.arrive("2")
    world.work()
    state = world.states.read("media")
    assert state.status is DestinationStatus.RESTING
    assert 6_000 < state.until - START <= 8_000
    world.go_on(2 * 60_000)
    assert len(world.facts("media.stored")) == 2


def test_a_dropped_connection_is_no_answer(world: World) -> None:
    """A connection that breaks off is tried again."""
    world.behave(drop="before", times=2)
    world.arrive("1")
    world.work()
    assert reasons(world) == {"no answer: RemoteProtocolError"}
    world.go_on(2 * 60_000)
    assert len(world.facts("media.stored")) == 1


def test_down_for_an_hour(world: World) -> None:
    """Graph is down for an hour: every file still comes, each once."""
    world.behave(status=503, times=100_000)
    for number in range(5):
        world.arrive(str(number))
    world.work()
    world.go_on(HOUR)
    assert (world.facts("media.stored"), world.waiting()) == ([], 5)
    world.recover()
    world.go_on(3 * HOUR)
    assert sorted(fact["media_id"] for fact in world.facts("media.stored")) == list("01234")
    assert (world.facts("media.lost"), world.waiting()) == ([], 0)


@pytest.mark.parametrize("behaviour", [{"status": 503}, {"status": 401, "error": {"code": 190}}])
def test_down_for_eight_days(world: World, behaviour: dict[str, Any]) -> None:
    """After seven days each file is lost, exactly once, whether Graph fails or refuses us altogether."""
    world.behave(**behaviour, times=100_000)
    for number in range(5):
        world.arrive(str(number))
    world.work()
    world.go_on(7 * DAY - HOUR, step=600_000)
    assert (world.facts("media.lost"), world.waiting()) == ([], 5)
    world.go_on(DAY + HOUR, step=600_000)
    assert sorted(fact["media_id"] for fact in world.facts("media.lost")) == list("01234")
    assert {fact["reason"] for fact in world.facts("media.lost")} == {"time is over"}
    assert world.telemetry.counts["media.lost"] == 5
    assert (world.facts("media.stored"), world.waiting()) == ([], 0)
    world.recover()
    world.go_on(DAY, step=600_000)
    assert (len(world.facts("media.lost")), world.facts("media.stored")) == (5, [])


def test_a_disabled_destination_gives_up_too(world: World) -> None:
    """Whatever a person switched off: what is older than any use is told, and no call is made."""
    world.states.change("media", world.states.read("media"), DestinationState(DestinationStatus.DISABLED))
    world.arrive("1")
    world.work()
    world.go_on(8 * DAY, step=600_000)
    assert len(world.facts("media.lost")) == 1
    assert not world.waiting()


def test_a_message_that_comes_too_late_is_not_even_asked_for(world: World) -> None:
    """A message that Meta brings after seven days has no file any more."""
    world.arrive("1", at=START - 7 * DAY)
    world.work()
    assert [fact["reason"] for fact in world.facts("media.lost")] == ["time is over"]
    assert not reasons(world)


def test_a_message_without_a_time_is_tried_a_schedule_long(world: World) -> None:
    """Where nobody knows a file's age, attempts are counted instead."""
    world.behave(status=503, times=100_000)
    world.arrive("1", at=0)
    world.work()
    world.go_on(5 * DAY, step=600_000)
    assert [fact["reason"] for fact in world.facts("media.lost")] == ["attempts used up"]
