"""A CRM that fails: nothing is lost, order holds, and nobody waits for somebody else's trouble."""

from playground.waiting import within
from playground.whatsapp_phone import now, text, webhook_of
from tests.e2e.world import World, bodies_of, empty, first_accepted

RECOVERED_S = 240.0
DRAINED_S = 90.0


def test_forty_refusals_under_load_lose_and_reorder_nothing(world: World) -> None:
    """The CRM says 503 forty times while 200 events arrive: all get there, each customer's in order."""
    start = now() - 3600
    sent = {
        f"316300{n:05d}": [text(f"316300{n:05d}", f"{turn}", at=start + turn) for turn in range(10)]
        for n in range(20)
    }
    world.inbox.behave(status=503, times=40)

    assert set(world.post_all(map(bodies_of, sent.values()))) == {200}

    wamids = [message["id"] for messages in sent.values() for message in messages]
    accepted = world.await_accepted(wamids, RECOVERED_S)
    refused = [attempt for attempt in world.inbox.attempts() if attempt["answered"] == 503]
    assert (len(refused), len(accepted)) == (40, 200)
    assert first_accepted(accepted) == {
        customer: [message["id"] for message in messages] for customer, messages in sent.items()
    }
    dead_letters = world.dead_letters()
    assert dead_letters == empty(dead_letters)


def test_refused_event_does_not_hold_up_its_customer(world: World) -> None:
    """An event that the CRM will never take is parked; the same customer's next one is delivered."""
    refused = text("31640000001", "never", at=now() - 10)
    following = text("31640000001", "next", at=now() - 5)
    world.inbox.behave(status=400, match=refused["id"])

    assert world.post_all([bodies_of([refused, following])]) == [200, 200]

    assert world.await_accepted([following["id"]], DRAINED_S)
    answers = [a["answered"] for a in world.inbox.attempts() if refused["id"] in a["body"]]
    assert answers == [400]


def test_lost_answer_brings_the_event_again_under_its_id(world: World) -> None:
    """When the CRM took an event but its answer was lost, the event comes again, under the same id."""
    message = text("31640000002", "once or twice", at=now() - 5)
    world.inbox.behave(drop="after")

    assert world.phone.post(webhook_of(message)).status_code == 200

    assert within(DRAINED_S, lambda: len(world.inbox.accepted()) == 2)
    first, second = world.inbox.accepted()
    assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"]
    assert first["body"] == second["body"]


def test_crm_that_asks_for_time_gets_it(world: World) -> None:
    """After 429 with Retry-After nothing is called before that time, and then the event arrives."""
    message = text("31640000003", "later, please", at=now() - 5)
    world.inbox.behave(status=429, retry_after=3)

    assert world.phone.post(webhook_of(message)).status_code == 200

    assert world.await_accepted([message["id"]], DRAINED_S)
    refused, accepted = world.inbox.attempts()
    assert accepted["at"] - refused["at"] >= 3


def test_ten_refused_among_a_thousand(world: World) -> None:
    """Ten events that the CRM will never take cost exactly ten; the dead letters stay empty."""
    start = now() - 3600
    sent = [[text(f"316500{n:05d}", f"{turn}", at=start + turn) for turn in range(10)] for n in range(100)]
    refused = {sent[n * 10][n]["id"] for n in range(10)}
    for message_id in refused:
        world.inbox.behave(status=400, match=message_id)

    assert set(world.post_all(map(bodies_of, sent))) == {200}

    taken = [m["id"] for messages in sent for m in messages if m["id"] not in refused]
    accepted = world.await_accepted(taken, DRAINED_S)
    assert len(accepted) == len(taken) == 990
    dead_letters = world.dead_letters()
    assert dead_letters == empty(dead_letters)
