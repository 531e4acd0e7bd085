"""Identity and progress from the webhook to the queue, as Meta tells them."""

from typing import Any

from appcare.domain.lanes import EventRef
from appcare.whatsapp.split import split
from tests.unit.application.telling_channel import Routing
from tests.unit.whatsapp.samples import NOW_S, YEAR_S, text_message, value, webhook

OLD, NEW = "31600000001", "31600000002"
OLD_ID, NEW_ID = "NL.1000000001", "NL.1000000002"


def hear(routing: Routing, **parts: Any) -> list[EventRef]:
    """Route one webhook; return the events that it adds to the CRM's queue."""
    before = len(routing.queued())
    routing.route(*split(webhook(value(**parts)), retention_s=YEAR_S, now_s=NOW_S).records)
    return [one.content for one in routing.queued()[before:] if isinstance(one.content, EventRef)]


def said(routing: Routing, wamid: str, **names: Any) -> EventRef:
    """Have a customer write; return the event."""
    message = {**text_message(wamid), **names}
    if "from" in names and names["from"] is None:
        del message["from"]
    (ref,) = hear(routing, messages=[message], contacts=[])
    return ref


def test_one_contact_through_all_of_meta_s_names() -> None:
    """A phone, an id beside it, the id alone, another number and its new id: one contact."""
    routing = Routing()
    refs = [
        said(routing, "wamid.1", **{"from": OLD}),
        said(routing, "wamid.2", **{"from": OLD, "from_user_id": OLD_ID}),
        said(routing, "wamid.3", **{"from": None, "from_user_id": OLD_ID}),
    ]
    change = {
        "from": OLD,
        "from_user_id": OLD_ID,
        "id": "wamid.4",
        "timestamp": str(NOW_S),
        "type": "system",
        "system": {"type": "user_changed_number", "wa_id": NEW, "body": "changed"},
    }
    refs += hear(routing, messages=[change])
    refs += [
        said(routing, "wamid.5", **{"from": NEW, "from_user_id": NEW_ID}),
        said(routing, "wamid.6", **{"from": None, "from_user_id": NEW_ID}),
    ]
    assert len(refs) == 6
    assert len({(ref.contact_id, ref.conversation_id) for ref in refs}) == 1
    (record,) = routing.contacts.read([refs[0].contact_id]).values()
    assert [one.split("#")[2] for one in record.partitions] == [OLD, OLD_ID, NEW_ID]


def test_meta_s_statuses_go_forward_only() -> None:
    """`read` comes first, `delivered` after it: one event; another message has its own progress."""
    routing = Routing()
    statuses = [
        {"id": wamid, "status": word, "timestamp": str(NOW_S + at), "recipient_id": OLD}
        for wamid, word, at in (
            ("wamid.1", "read", 0),
            ("wamid.1", "delivered", 1),
            ("wamid.2", "sent", 2),
        )
    ]
    refs = [ref for status in statuses for ref in hear(routing, statuses=[status])]
    assert [ref.type for ref in refs] == ["message.read", "message.sent"]


def test_both_spellings_of_a_number_are_one_contact() -> None:
    """Meta tells of a message with the ninth digit and of its answer's delivery without: one person."""
    routing = Routing()
    asked = said(routing, "wamid.1", **{"from": "5511987654321"})
    told = {
        "id": "wamid.2",
        "status": "delivered",
        "timestamp": str(NOW_S),
        "recipient_id": "551187654321",
    }
    (answered,) = hear(routing, statuses=[told])
    assert answered.contact_id == asked.contact_id
