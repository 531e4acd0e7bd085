"""A busy hour: everything once, in order, signed."""

from playground.inbox_view import wamid_of
from playground.whatsapp_phone import change, now, status, text, webhook
from tests.e2e.world import World, bodies_of, first_accepted

CUSTOMERS, EACH = 100, 10
DRAINED_S = 90.0


def test_a_thousand_webhooks_arrive_once_and_in_order(world: World) -> None:
    """1,000 messages of 100 customers reach the CRM once each, in order, signed; Meta's retry adds none."""
    start = now() - 3600
    sent = {
        f"316100{n:05d}": [text(f"316100{n:05d}", f"{turn}", at=start + turn) for turn in range(EACH)]
        for n in range(CUSTOMERS)
    }
    bodies = {customer: bodies_of(messages) for customer, messages in sent.items()}
    wamids = [message["id"] for messages in sent.values() for message in messages]

    assert set(world.post_all(bodies.values())) == {200}
    world.await_accepted(wamids, DRAINED_S)

    repeated = [body for several in list(bodies.values())[:EACH] for body in several]
    assert [world.phone.post(body).status_code for body in repeated] == [200] * 100
    last = text("31610099999", "after the repeats")
    world.phone.post(bodies_of([last])[0])
    world.await_accepted([last["id"]], DRAINED_S)

    attempts = [a for a in world.inbox.attempts() if wamid_of(a) != last["id"]]
    assert len(attempts) == len({a["headers"]["webhook-id"] for a in attempts}) == CUSTOMERS * EACH
    assert all(a["verified"] for a in attempts)
    assert first_accepted(attempts) == {
        customer: [message["id"] for message in messages] for customer, messages in sent.items()
    }


def test_one_webhook_of_a_thousand_updates_is_stored_once_each(world: World) -> None:
    """A webhook of 1,000 updates in five entries, one of them twice, becomes 999 records and events."""
    start = now() - 3600
    customers = [f"316200{n:05d}" for n in range(20)]
    messages = [text(customers[n % 20], f"{n}", at=start + n) for n in range(499)]
    statuses = [status(customers[n % 20], "delivered", at=start + n) for n in range(500)]
    messages.append(messages[0])
    changes = [change(messages=messages[part::10], statuses=statuses[part::10]) for part in range(10)]

    assert world.phone.post(webhook(*changes, entries=5)).status_code == 200

    keys = [
        record["sk"]["S"]
        for customer in customers
        for record in world.log_records(f"wa#106540352242922#{customer}")
        if record["kind"]["S"] in ("message", "status")
    ]
    expected = [f"{m['timestamp']}000#{m['id']}#message" for m in messages[:-1]]
    expected += [f"{s['timestamp']}000#{s['id']}#status#delivered" for s in statuses]
    assert sorted(keys) == sorted(expected)
    wamids = [update["id"] for update in (*messages, *statuses)]
    assert len(world.await_accepted(wamids, DRAINED_S)) == len(set(wamids)) == 999
