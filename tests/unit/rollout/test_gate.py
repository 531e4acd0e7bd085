"""Who is let in, and who is told another way: the shipped router over memory."""

import json
from dataclasses import replace

import pytest

from appcare.domain.conversation import Gate
from appcare.domain.decisions import opening_of
from appcare.domain.rollout.gate_facts import (
    ROLLOUT_DIVERTED,
    Why,
    gate_fact_of,
)
from tests.unit.rollout.gated_world import RolloutWorld, plan_of

ANNA, BERT, CLEO = "31600000001", "31600000002", "31600000003"
EVERYBODY = {"share": 100}
NOBODY = {"share": 0}
ONE_AN_HOUR = {"share": 100, "pace": {"per_hour": 1}}
HOUR_MS = 3_600_000


def test_without_a_plan_for_the_number_everybody_is_in() -> None:
    """Nothing is written that would not be without any rollout."""
    world = RolloutWorld(plan_of(EVERYBODY).model_copy(update={"numbers": {}}))
    world.arrive(ANNA)
    world.settle()
    assert world.delivered(ANNA) == world.arrivals.names[ANNA]
    assert world.facts() == []
    assert world.conversation(ANNA).admitted_at is None


def test_who_is_not_in_is_told_once_and_no_crm_is() -> None:
    """Also when they write again; the history is kept."""
    world = RolloutWorld(plan_of(NOBODY))
    for _ in range(3):
        world.arrive(ANNA)
        world.clock.advance(1_000)
        world.settle()
    assert world.crm.calls == 0
    assert world.said() == [(ANNA, "please call NL")]
    assert [gate_fact_of(one).why for one in world.facts(ROLLOUT_DIVERTED)] == [Why.NOT_IN]
    assert len([one for one in world.log.records.values() if one.kind == "message"]) == 3


def test_two_messages_of_one_second_are_told_once() -> None:
    """The moment is the channel's, and has whole seconds."""
    world = RolloutWorld(plan_of(NOBODY))
    for _ in range(2):
        world.arrive(ANNA)
        world.settle()
    assert len(world.said()) == 1


def test_who_is_not_in_is_told_again_after_the_period() -> None:
    """In the same conversation, and in another one."""
    world = RolloutWorld(plan_of(NOBODY))
    for hours in (0, 23, 2, 80):
        world.clock.advance(hours * HOUR_MS)
        world.arrive(ANNA)
        world.settle()
    assert len(world.said()) == 3


def test_statuses_tell_nobody_another_way() -> None:
    """What became of a message of ours is no word of the customer's."""
    world = RolloutWorld(plan_of(NOBODY))
    world.progress(ANNA)
    world.settle()
    assert world.said() == []
    assert world.facts() == []


def test_when_the_share_grows_past_them_they_are_simply_in() -> None:
    """Their next message begins a conversation that goes to the CRM."""
    world = RolloutWorld(plan_of(NOBODY))
    world.arrive(ANNA)
    world.settle()
    out = world.conversation(ANNA)
    world.rollouts.take(plan_of(EVERYBODY), world.clock.now())
    world.clock.advance(2_000)
    world.arrive(ANNA)
    world.settle()
    assert world.delivered(ANNA) == world.arrivals.names[ANNA][1:]
    assert world.conversation(ANNA).id != out.id
    assert len(world.said()) == 1


def test_who_was_in_stays_in() -> None:
    """At a share of nothing, also in a conversation of weeks later."""
    world = RolloutWorld(plan_of(EVERYBODY))
    world.arrive(ANNA)
    world.settle()
    world.rollouts.take(plan_of(NOBODY), world.clock.now())
    world.clock.advance(400 * HOUR_MS)
    world.arrive(ANNA)
    world.arrive(BERT)
    world.settle()
    assert world.delivered(ANNA) == world.arrivals.names[ANNA]
    assert world.delivered(BERT) == []


def test_a_conversation_that_was_open_stays_open() -> None:
    """A plan that comes later asks nothing of who is being served."""
    world = RolloutWorld(plan_of(EVERYBODY).model_copy(update={"numbers": {}}))
    world.arrive(ANNA)
    world.settle()
    world.rollouts.take(plan_of(NOBODY), world.clock.now())
    world.arrive(ANNA)
    world.settle()
    assert world.delivered(ANNA) == world.arrivals.names[ANNA]
    assert world.said() == []


def test_who_was_in_as_somebody_else_is_in() -> None:
    """Two contacts turn out to be one person: that one of them was in is enough."""
    world = RolloutWorld(plan_of(EVERYBODY))
    world.arrive(ANNA)
    world.settle()
    one = world.conversation(ANNA)
    pair = (one.contact_id, one.number_id)
    world.conversations.conversations.clear()
    merged = ("ctc_merged", one.number_id)
    world.conversations.conversations[merged] = replace(one, contact_id="ctc_merged")
    record = world.contacts.read([one.contact_id])[one.contact_id]
    world.contacts.contacts[one.contact_id] = replace(record, absorbed=("ctc_merged",))
    world.rollouts.take(plan_of(NOBODY), world.clock.now())
    world.arrive(ANNA)
    world.settle()
    assert world.conversations.conversations[pair].gate is Gate.OPEN
    assert world.delivered(ANNA) == world.arrivals.names[ANNA]


def test_a_stranger_stays_one_who_was_only_told_another_way() -> None:
    """A step for customers who are known does not let them in at the second try, on either number."""
    world = RolloutWorld(plan_of({"share": 100, "known_only": True}))
    for hours in (0, 1, 100):
        world.clock.advance(hours * HOUR_MS)
        world.arrive(ANNA)
        world.settle()
    assert world.crm.calls == 0
    one = world.conversation(ANNA)
    assert one.first_contact
    world.rollouts.take(plan_of(EVERYBODY), world.clock.now())
    world.clock.advance(100 * HOUR_MS)
    world.arrive(ANNA)
    world.settle()
    world.clock.advance(100 * HOUR_MS)
    world.arrive(ANNA)
    world.settle()
    assert not world.conversation(ANNA).first_contact


def test_writing_on_where_nobody_can_be_let_in_opens_no_further_conversations() -> None:
    """Whoever is told another way because the line is full is in one conversation until there is room."""
    pace = {"per_hour": 1, "longest_wait_hours": 1}
    world = RolloutWorld(plan_of({"share": 100, "pace": pace}))
    world.arrive(BERT)
    for _ in range(4):
        world.arrive(ANNA)
        world.settle()
        world.clock.advance(1_000)
    assert len({one.id for one in map(opening_of, world.log.records.values()) if one}) == 2


@pytest.mark.parametrize("kind", ["reaction", "edit"])
def test_what_somebody_does_before_writing_is_told_where_everybody_is_in(kind: str) -> None:
    """Until then no CRM hears of them."""
    for share, heard in ((0, 0), (100, 1)):
        world = RolloutWorld(plan_of({"share": share}))
        acts = {
            "reaction": {"message_id": "wamid.x", "emoji": "+"},
            "edit": {"original_message_id": "wamid.x"},
        }
        said = {"from": ANNA, "id": "wamid.y", "timestamp": "1795000000", "type": kind, kind: acts[kind]}
        value = {"metadata": {"phone_number_id": "7"}, "messages": [said]}
        body = {"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}
        world._record(json.dumps(body).encode())
        world.route()
        assert len(world.queues.waiting("crm")) == heard
