"""A rehearsal says what the shipped gate does: what can be counted by hand, and what the pipeline does."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appcare.application.rollout.read_openings import ReadOpenings
from appcare.application.rollout.rehearse import rehearse
from appcare.domain.conversation import Gate, opened
from appcare.domain.decisions import conversation_opened
from appcare.domain.errors import StorageError
from appcare.domain.identity import Customer
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.rollout.decision import Candidate, is_in
from appcare.domain.rollout.gate_facts import ROLLOUT_ADMITTED, gate_fact_of
from appcare.domain.rollout.plan import Step
from appcare.domain.rollout.rehearsal import Arrival
from appcare.memory.clock import MovedClock
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.operator import MemoryLogScan
from appcare.whatsapp.country import country_of, customer_in
from cli.appcare.rollout.simulate import stage
from tests.unit.rollout.gated_world import NUMBER, RolloutWorld, plan_of

MINUTE, HOUR = 60_000, 3_600_000
START = 495_000 * HOUR
STEP: dict[str, Any] = {"name": "step", "share": 100}


def arrival(at: int, contact: str, **parts: Any) -> Arrival:
    """Return a conversation of a contact, so many milliseconds after the start."""
    customer = parts.pop("customer", Customer(f"wa#7#{contact}"))
    return Arrival(at=START + at, contact_id=contact, number_id="7", customer=customer, **parts)


def step_of(**parts: Any) -> Step:
    """Return a step."""
    return plan_of({**STEP, **parts}).numbers[NUMBER].steps[0]


def test_what_can_be_counted_by_hand() -> None:
    """Two an hour: of five at once two are in, two an hour later in minutes of their own, one after two."""
    step = step_of(pace={"per_hour": 2, "longest_wait_hours": 2.1})
    found = rehearse(NUMBER, step, [arrival(30_000, f"c{turn}") for turn in range(5)], stage(START))
    assert (found.came, found.at_once, found.diverted, found.gave_up) == (5, 2, 0, 0)
    assert [wait / MINUTE for wait in found.waits] == [59.5, 60.5, 119.5]
    assert (found.wait(0.5), found.wait(0.9), found.wait(1)) == (
        60.5 * MINUTE,
        119.5 * MINUTE,
        119.5 * MINUTE,
    )
    assert found.busiest == (START, 2)


def test_nobody_waits_longer_than_anybody_may() -> None:
    """Who could not be let in in time is told another way at once."""
    step = step_of(pace={"per_hour": 1, "longest_wait_hours": 1.1})
    found = rehearse(NUMBER, step, [arrival(30_000, f"c{turn}") for turn in range(4)], stage(START))
    assert (found.at_once, [wait / MINUTE for wait in found.waits], found.diverted) == (1, [59.5], 2)


def test_segments_and_who_was_in() -> None:
    """Known ones, a country and a topic count; who was let in once is let in again."""
    step = step_of(known_only=True, countries=("NL",), topics=("orders",))
    fits: dict[str, Any] = {"country": "NL", "topic": "orders", "is_known": True}
    came = [
        arrival(0, "a", **fits),
        *(arrival(1, name, **{**fits, key: ""}) for name, key in zip("bcd", fits, strict=True)),
        arrival(200 * HOUR, "a"),
    ]
    found = rehearse(NUMBER, step, came, stage(START))
    assert (found.at_once, found.diverted, found.waits, found.busiest) == (2, 3, [], (START, 1))
    assert found.wait(0.5) is None


def test_nobody_came() -> None:
    """Nothing is to be told of no conversations."""
    found = rehearse(NUMBER, step_of(), [], stage(START))
    assert (found.came, found.busiest, found.wait(0.9)) == (0, None, None)


@given(share=st.integers(0, 10_000), contacts=st.sets(st.integers(0, 10**6), max_size=50))
def test_a_share_is_the_decision_that_ships(share: int, contacts: set[int]) -> None:
    """In is who the decision lets in, and nobody else."""
    step = step_of(share=share / 100)
    found = rehearse(NUMBER, step, [arrival(0, f"c{one}") for one in contacts], stage(START))
    chosen = [one for one in contacts if is_in(step, Candidate(contact_id=f"c{one}", number_id="7"))]
    assert (found.at_once, found.diverted) == (len(chosen), len(contacts) - len(chosen))


@settings(deadline=None, max_examples=30)
@given(
    came=st.lists(st.integers(0, 6 * HOUR), max_size=60),
    per_hour=st.integers(1, 20),
    longest=st.integers(1, 12),
)
def test_everybody_is_counted_once_and_the_pace_is_kept(came: list[int], per_hour: int, longest: int) -> None:
    """At once, after a wait, or not at all; in no hour of the clock more than the pace."""
    step = step_of(pace={"per_hour": per_hour, "longest_wait_hours": longest})
    arrivals = [arrival(at, f"c{turn}") for turn, at in enumerate(came)]
    found = rehearse(NUMBER, step, arrivals, stage(START))
    assert found.at_once + len(found.waits) + found.diverted == found.came == len(came)
    assert sum(found.let_in.values()) == found.at_once + len(found.waits)
    assert all(count <= per_hour for count in found.let_in.values())
    assert all(0 <= wait < longest * HOUR for wait in found.waits)


def test_the_whole_pipeline_does_the_same() -> None:
    """Router, State and clock together let in as many at once, and as many later, and the same are not in."""
    plan = plan_of({"share": 60, "pace": {"per_hour": 6}})
    world = RolloutWorld(plan)
    world.clock.advance(HOUR - world.clock.now() % HOUR)
    for turn in range(40):
        world.arrive(f"31600000{turn:03d}")
        world.settle()
        world.minute()
    while world.room.read(NUMBER).waiting:
        world.minute()

    conversations = list(world.conversations.conversations.values())
    came = [
        Arrival(
            at=one.opened_at,
            contact_id=one.contact_id,
            number_id=one.number_id,
            customer=Customer(one.opened_by.pk),
        )
        for one in conversations
    ]
    found = rehearse(NUMBER, plan.numbers[NUMBER].steps[0], came, stage(min(one.at for one in came)))
    gates = Counter(one.gate for one in conversations)
    waited = len({gate_fact_of(one).conversation_id for one in world.facts(ROLLOUT_ADMITTED)})
    assert (found.diverted, found.at_once) == (gates[Gate.DIVERTED], gates[Gate.OPEN] - waited)
    assert len(found.waits) == waited > 0


def kept(log: MemoryEventLog, contact: str, partition: str, at: int, topic: str = "") -> None:
    """Keep that a conversation was opened."""
    cause = LogRecord(LogKey(partition, f"{at:013d}#wamid#message"), "message", b"{}")
    conversation = replace(opened(contact, partition.split("#")[1], cause.key, at), topic=topic)
    log.append([cause, conversation_opened(conversation, cause)])


def reading(scan: Any, log: MemoryEventLog) -> ReadOpenings:
    """Return what reads a log."""
    return ReadOpenings(
        scan=scan, log=log, clock=MovedClock(), customer_in=customer_in, country_of=country_of
    )


def test_conversations_are_found_in_the_log() -> None:
    """Those of the time, with whom and about what; known is whose earlier one the log has."""
    log = MemoryEventLog()
    kept(log, "ctc_1", "wa#7#31612345678", START - 9 * HOUR)
    kept(log, "ctc_1", "wa#7#31612345678", START, "orders")
    kept(log, "ctc_2", "wa#8#DE.77", START + 1)
    kept(log, "ctc_3", "wa#7#32470123456", START + HOUR)
    read: list[int] = []
    found = reading(MemoryLogScan(log), log).between(START, START + HOUR, read.append)
    assert found == [
        Arrival(
            at=START,
            contact_id="ctc_1",
            number_id="7",
            customer=Customer("wa#7#31612345678", phone="31612345678"),
            country="NL",
            topic="orders",
            is_known=True,
        ),
        Arrival(
            at=START + 1,
            contact_id="ctc_2",
            number_id="8",
            customer=Customer("wa#8#DE.77", bsuid="DE.77"),
            country="DE",
        ),
    ]


def test_a_log_that_cannot_be_read() -> None:
    """Half of the conversations would look like all of them: so it fails."""

    class Broken(MemoryLogScan):
        """A scan one share of which fails."""

        def keys(self, since: int, until: int, segment: int, segments: int) -> Any:
            """Yield the keys of a share, or fail."""
            if segment == 3:
                message = "throttled"
                raise StorageError(message)
            return super().keys(since, until, segment, segments)

    log = MemoryEventLog()
    kept(log, "ctc_1", "wa#7#31612345678", START)
    with pytest.raises(StorageError, match="throttled"):
        reading(Broken(log), log).between(START, START + HOUR)
