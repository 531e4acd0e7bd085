"""The router: what is queued for whom, what moves a conversation, what is parked."""

from appcare.domain.decisions import CONVERSATION_OPENED
from appcare.domain.log import LogKey, LogRecord
from tests.unit.model.interruptions import Crash
from tests.unit.model.world import CRM, World

ANNA = "31600000001"
HOUR_MS = 3_600_000


def queued(world: World) -> list[str]:
    """Return Meta's ids of the events in the destination's queue, in order."""
    return [message.content.key.sk.split("#")[1] for message in world.queues.waiting(CRM)]  # type: ignore[union-attr]  # events all


def opened(world: World) -> list[LogRecord]:
    """Return the decisions that a conversation was opened."""
    return [record for record in world.log.records.values() if record.kind == CONVERSATION_OPENED]


def test_the_first_message_opens_a_conversation_and_the_next_belongs_to_it() -> None:
    """Two messages within the silence share one conversation, whose opening is a fact in the log."""
    world = World()
    world.arrive(ANNA)
    world.route()
    world.clock.advance(HOUR_MS)
    world.arrive(ANNA)
    world.route()
    refs = [message.content for message in world.queues.waiting(CRM)]
    assert len({ref.conversation_id for ref in refs}) == 1  # type: ignore[union-attr]  # events all
    assert len(opened(world)) == 1


def test_a_message_after_a_long_silence_opens_another_conversation() -> None:
    """Beyond the configured silence a message begins anew."""
    world = World()
    world.arrive(ANNA)
    world.route()
    world.clock.advance(73 * HOUR_MS)
    world.arrive(ANNA)
    world.route()
    assert len(opened(world)) == 2


def test_routing_the_same_batch_again_changes_nothing() -> None:
    """A stream that repeats itself neither queues twice nor opens a second conversation."""
    world = World()
    world.arrive(ANNA)
    again = list(world.stream)
    world.route()
    before = (queued(world), len(world.log.records), dict(world.log.records))
    world.stream.extend(again)
    world.route()
    assert (queued(world), len(world.log.records), dict(world.log.records)) == before


def test_a_crash_between_the_decision_and_the_state_opens_one_conversation_only() -> None:
    """The decision's key derives from its cause, so the router's second try writes the same."""
    world = World()
    world.arrive(ANNA)

    def die(_call: int, name: str) -> None:
        if name == "conversations.write":
            world.interruptions.before = lambda _call, _name: None
            raise Crash

    world.interruptions.before = die
    world.route()
    assert world.crashes == 1
    world.route()
    assert len(opened(world)) == 1
    assert queued(world) == ["wamid.1"]


def test_a_batch_is_put_right_by_the_channel_s_clock() -> None:
    """Within one batch an older message goes first, even if it came to lie behind a newer one."""
    world = World()
    world.arrive(ANNA)
    world.clock.advance(5_000)
    world.arrive(ANNA)
    world.stream.reverse()
    world.route()
    assert queued(world) == ["wamid.1", "wamid.2"]


def test_a_record_that_cannot_be_digested_is_parked_and_the_others_go_on() -> None:
    """One poisoned record neither stops the stream nor takes its batch along."""
    world = World()
    poison = LogRecord(LogKey("wa#7#x", "0#x#message"), "message", b"[]")
    stranger = LogRecord(LogKey("fax#7#x", "0#x#message"), "message", b"{}")
    world.stream.extend([poison, stranger])
    world.arrive(ANNA)
    world.route()
    assert queued(world) == ["wamid.1"]
    assert [key for key, _ in world.parked_records.parked] == [poison.key, stranger.key]
    assert world.telemetry.counts["record.parked"] == 2


def test_what_the_destination_did_not_ask_for_is_not_queued() -> None:
    """A destination that takes messages only hears nothing of an account's affairs."""
    world = World()
    body = b'{"field":"account_update","value":{"event":"VERIFIED_ACCOUNT"}}'
    record = LogRecord(LogKey("wa#7#-", "0#x#account_update"), "field.account_update", body)
    world.stream.append(record)
    world.route()
    assert queued(world) == []
    assert world.parked_records.parked == []
