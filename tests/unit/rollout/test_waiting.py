"""Who waits, for how long, and what comes of what they write meanwhile: the shipped classes over memory."""

import pytest

from appcare.application.find_contact import FindContact
from appcare.application.find_conversation import FindConversation, Which
from appcare.application.rollout.pull_forward import PullForward
from appcare.application.rollout.tally_ports import Tally
from appcare.domain.conversation import Gate, after_admission, after_closing, after_diversion
from appcare.domain.rollout.gate_facts import (
    ROLLOUT_ADMITTED,
    ROLLOUT_DIVERTED,
    ROLLOUT_WAITING,
    Why,
    gate_fact_of,
)
from appcare.domain.rollout.standing import Standing
from appcare.memory.history import MemoryContactBook
from tests.unit.rollout.gated_world import RolloutWorld, plan_of

ANNA, BERT, CLEO = "31600000001", "31600000002", "31600000003"
EVERYBODY = {"share": 100}
NOBODY = {"share": 0}
ONE_AN_HOUR = {"share": 100, "pace": {"per_hour": 1}}
HOUR_MS = 3_600_000


def test_over_the_pace_they_wait_and_keep_their_place() -> None:
    """One message with the expected time, however often they write; then all of it arrives, in order."""
    world = RolloutWorld(plan_of(ONE_AN_HOUR))
    for customer in (ANNA, BERT, CLEO, BERT, CLEO, BERT):
        world.arrive(customer)
        world.clock.advance(1_000)
        world.settle()
    assert world.delivered(ANNA) == world.arrivals.names[ANNA]
    assert world.delivered(BERT) == world.delivered(CLEO) == []
    assert [customer for customer, _ in world.said()] == [BERT, CLEO]
    assert ["place 1" in text or "place 2" in text for _, text in world.said()] == [True, True]
    order = [place.contact_id for place in world.room.first("support", 10)]
    assert order == [world.conversation(BERT).contact_id, world.conversation(CLEO).contact_id]
    for _ in range(61):
        world.minute()
    assert world.delivered(BERT) == world.arrivals.names[BERT]
    assert world.delivered(CLEO) == []
    for _ in range(60):
        world.minute()
    assert world.delivered(CLEO) == world.arrivals.names[CLEO]
    assert len(world.facts(ROLLOUT_ADMITTED)) == len(world.facts(ROLLOUT_WAITING)) == 2
    assert world.tally() == Tally(admitted=3)
    assert world.lanes.behind == {}


def test_what_is_said_after_the_admission_comes_after() -> None:
    """In one batch of the router, too: the admission stands in the customer's own partition."""
    world = RolloutWorld(plan_of(ONE_AN_HOUR))
    for customer in (ANNA, BERT, BERT):
        world.arrive(customer)
        world.settle()
    world.clock.advance(HOUR_MS + 60_000)
    world.let_in()
    world.arrive(BERT)
    world.clock.advance(1_000)
    world.arrive(BERT)
    world.settle()
    assert world.delivered(BERT) == world.arrivals.names[BERT]


def test_a_plan_that_opens_lets_everybody_in() -> None:
    """Whoever waits does so for the next minute at most."""
    world = RolloutWorld(plan_of(ONE_AN_HOUR))
    for number in range(20):
        world.arrive(f"316{number:08d}")
    world.settle()
    world.rollouts.take(plan_of(EVERYBODY), world.clock.now())
    world.minute()
    assert len(world.crm.accepted) == 20
    assert {gate_fact_of(one).why for one in world.facts(ROLLOUT_ADMITTED)} == {Why.OPENED}


def test_a_step_back_keeps_the_place_of_who_waits() -> None:
    """They were chosen; only the pace kept them."""
    world = RolloutWorld(plan_of(ONE_AN_HOUR))
    for customer in (ANNA, BERT):
        world.arrive(customer)
    world.settle()
    world.rollouts.take(plan_of({"share": 0, "pace": {"per_hour": 60}}), world.clock.now())
    world.minute()
    assert world.delivered(BERT) == world.arrivals.names[BERT]


def test_who_waited_too_long_is_told_another_way() -> None:
    """Their place is free then, and nothing of theirs goes to the CRM later."""
    world = RolloutWorld(plan_of({"share": 100, "pace": {"per_hour": 1, "longest_wait_hours": 2}}))
    for customer in (ANNA, BERT):
        world.arrive(customer)
    world.settle()
    slower = plan_of({"share": 100, "pace": {"per_day": 1, "longest_wait_hours": 2}})
    world.rollouts.take(slower, world.clock.now())
    for _ in range(125):
        world.minute()
    assert world.conversation(BERT).gate is Gate.DIVERTED
    assert [text for customer, text in world.said() if customer == BERT][1:] == ["please call NL"]
    assert world.room.read("support").waiting == 0
    assert world.tally() == Tally(admitted=1, diverted=1)
    assert world.delivered(BERT) == []
    assert world.lanes.behind == {}


def test_who_could_not_be_let_in_in_time_does_not_wait_in_vain() -> None:
    """Where more wait than the longest wait has room for, another way is named at once."""
    world = RolloutWorld(plan_of({"share": 100, "pace": {"per_hour": 1, "longest_wait_hours": 2.5}}))
    for number in range(6):
        world.arrive(f"316{number:08d}")
        world.settle()
    assert world.room.read("support").waiting == 2
    assert len(world.facts(ROLLOUT_DIVERTED)) == 3
    assert world.tally() == Tally(admitted=1, diverted=3)


def test_where_no_plan_is_known_everybody_waits() -> None:
    """Nothing is said, for nobody knows how long; the plan that comes lets them in."""
    world = RolloutWorld(None)
    for customer in (ANNA, BERT):
        world.arrive(customer)
    world.settle()
    world.minute()
    assert world.crm.calls == 0
    assert world.said() == []
    assert {gate_fact_of(one).why for one in world.facts(ROLLOUT_WAITING)} == {Why.NO_PLAN}
    world.rollouts.take(plan_of(EVERYBODY), world.clock.now())
    world.minute()
    assert len(world.crm.accepted) == 2


def test_an_agent_pulls_somebody_forward() -> None:
    """They are in at once, the others keep their places, and the clock counts it."""
    world = RolloutWorld(plan_of(ONE_AN_HOUR))
    for customer in (ANNA, BERT, CLEO):
        world.arrive(customer)
        world.settle()
    conversations = FindConversation(FindContact(MemoryContactBook(world.contacts)), world.conversations)
    pull = PullForward(world.log, conversations, world.telemetry, 365)
    assert pull.pull(Which(contact_id=world.conversation(CLEO).contact_id), "u-7").gate is Gate.WAITING
    world.settle()
    assert world.delivered(CLEO) == world.arrivals.names[CLEO]
    world.minute()
    room = world.room.read("support")
    assert (room.waiting, sum(room.admissions.by_minute.values())) == (1, 2)
    assert world.tally() == Tally(admitted=2)
    assert world.delivered(BERT) == []


def test_a_conversation_that_another_one_followed_leaves_nothing_behind() -> None:
    """An agent closed it while it waited: what was held arrives before what the customer writes next."""
    world = RolloutWorld(plan_of(ONE_AN_HOUR))
    for customer in (ANNA, BERT):
        world.arrive(customer)
    world.settle()
    waits = world.conversation(BERT)
    pair = (waits.contact_id, waits.number_id)
    world.conversations.conversations[pair] = after_closing(waits, world.clock.now())
    world.clock.advance(5_000)
    world.arrive(BERT)
    world.settle()
    for _ in range(62):
        world.minute()
    assert world.delivered(BERT) == world.arrivals.names[BERT]
    assert world.lanes.behind == {}


def test_whoever_is_told_to_wait_is_let_in() -> None:
    """Also the last one whom the longest wait has room for, exactly on a minute."""
    for late_ms in (0, 1, 30_000, 59_999):
        world = RolloutWorld(plan_of({"share": 100, "pace": {"per_hour": 1, "longest_wait_hours": 1}}))
        world.clock.advance(60_000 - world.clock.now() % 60_000 + late_ms)
        for customer in (ANNA, BERT):
            world.arrive(customer)
            world.settle()
        told = [text for customer, text in world.said() if customer == BERT]
        for _ in range(130):
            world.minute()
        assert told == ["please call NL"] or world.delivered(BERT) == world.arrivals.names[BERT]


@pytest.mark.parametrize("decided", ["in", "out"])
def test_what_is_held_while_another_router_decides_is_not_forgotten(decided: str) -> None:
    """Their wait ends while an event of theirs is being held: it is told then, or it is not."""
    world = RolloutWorld(plan_of(ONE_AN_HOUR))
    for customer in (ANNA, BERT):
        world.arrive(customer)
        world.settle()
    waits = world.conversation(BERT)
    pair = (waits.contact_id, waits.number_id)
    after = after_admission(waits, 1) if decided == "in" else after_diversion(waits, 1)

    def decide(_call: int, name: str) -> None:
        if name == "lanes.hold":
            world.conversations.conversations[pair] = after

    world.arrive(BERT)
    world.interruptions.after = decide
    world.settle()
    assert world.delivered(BERT) == (world.arrivals.names[BERT] if decided == "in" else [])
    assert world.lanes.behind == {}


def test_who_is_denied_while_waiting_is_not_let_in() -> None:
    """By whichever name the list has them; the others keep their places."""
    world = RolloutWorld(plan_of(ONE_AN_HOUR))
    for customer in (ANNA, BERT, CLEO):
        world.arrive(customer)
        world.settle()
    world.rollouts.take(plan_of({**ONE_AN_HOUR, "deny": (f"+{BERT}",)}), world.clock.now())
    for _ in range(3):
        world.minute()
    assert world.conversation(BERT).gate is Gate.DIVERTED
    assert [text for customer, text in world.said() if customer == BERT][1:] == ["please call NL"]
    assert [place.contact_id for place in world.room.first("support", 9)] == [
        world.conversation(CLEO).contact_id
    ]


def test_who_came_without_a_plan_is_judged_by_the_one_that_comes() -> None:
    """At share 0 nobody is let in for having been early."""
    world = RolloutWorld(None)
    for customer in (ANNA, BERT):
        world.arrive(customer)
    world.settle()
    world.rollouts.take(plan_of({"share": 0, "allow": (f"+{BERT}",)}), world.clock.now())
    world.minute()
    assert world.delivered(ANNA) == []
    assert world.delivered(BERT) == world.arrivals.names[BERT]
    assert world.said() == [(ANNA, "please call NL")]


def test_a_number_that_was_given_another_name_is_no_more_open() -> None:
    """The plan has it by its former name, and the standing by its id; who waits is let in by turn."""
    world = RolloutWorld(plan_of(ONE_AN_HOUR))
    plan, now = world.rollouts.read(), world.clock.now()
    assert plan
    begun = Standing(
        number="support",
        step="step 1",
        share_bp=10_000,
        plan=plan.plan.numbers["support"].digest,
        since=now,
        good_since=now,
        number_id="7",
    )
    assert world.rollouts.change(begun, None)
    world.called = "helpdesk"
    for customer in (ANNA, BERT):
        world.arrive(customer)
        world.settle()
    assert world.delivered(BERT) == []
    for _ in range(62):
        world.minute()
    assert world.delivered(BERT) == world.arrivals.names[BERT]


def test_whoever_is_pulled_forward_counts_at_once() -> None:
    """In the very minute in which the clock lets others in: no hour has more than the pace."""
    world = RolloutWorld(plan_of({"share": 100, "pace": {"per_hour": 2}}))
    for customer in (ANNA, BERT, CLEO, "31600000004"):
        world.arrive(customer)
        world.settle()
    for _ in range(59):
        world.minute()
    conversations = FindConversation(FindContact(MemoryContactBook(world.contacts)), world.conversations)
    pull = PullForward(world.log, conversations, world.telemetry, 365)
    pull.pull(Which(contact_id=world.conversation("31600000004").contact_id), "u-7")
    world.settle()
    world.minute()
    assert world.delivered(CLEO) == []


def test_a_message_that_came_late_waits_as_others_do() -> None:
    """Meta brings messages again for days: the wait begins when the place is given."""
    world = RolloutWorld(plan_of({"share": 100, "pace": {"per_hour": 1, "longest_wait_hours": 2}}))
    world.arrive(ANNA)
    world.settle()
    name, body = world.arrivals.message(BERT, world.clock.now() // 1000 - 90 * 60)
    world._record(body)
    world.settle()
    for _ in range(62):
        world.minute()
    assert world.delivered(BERT) == [name]


def test_after_a_step_back_who_waits_is_not_let_in_all_at_once() -> None:
    """The step before has no pace, as it lets nobody new in: the pace that they came by goes on."""
    steps = ({"share": 0}, {"share": 100, "pace": {"per_hour": 60}}, EVERYBODY)
    world = RolloutWorld(plan_of(*steps[1:]))
    for number in range(70):
        world.arrive(f"316{number:08d}")
    world.settle()
    waiting = world.room.read("support").waiting
    world.rollouts.take(plan_of(*steps), world.clock.now())
    for _ in range(30):
        world.minute()
    assert world.room.read("support").waiting == waiting == 10
    for _ in range(40):
        world.minute()
    assert world.room.read("support").waiting == 0
    assert len(world.crm.accepted) == 70
