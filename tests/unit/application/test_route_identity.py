"""What the router makes of who it was, who spoke, how far a message came, and files."""

import json

import pytest

from appcare.application.route_event import MEDIA_QUEUE
from appcare.domain.decisions import CONTACT_MERGED
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord, digest
from tests.unit.application.telling_channel import CRM, Routing, update

HOUR_MS = 3_600_000
BY_PHONE = {"phone": "316"}
BY_ID = {"bsuid": "NL.1"}


def merges(routing: Routing) -> list[LogRecord]:
    """Return the decisions that contacts are one."""
    return [record for record in routing.log.records.values() if record.kind == CONTACT_MERGED]


def refs(routing: Routing) -> list[EventRef]:
    """Return the events in the CRM's queue."""
    return [one.content for one in routing.queued() if isinstance(one.content, EventRef)]


@pytest.mark.parametrize("crash", ["", "log.append", "contacts.resolve", "queues.send"])
def test_a_merge_is_a_fact_beside_its_proof(crash: str) -> None:
    """Once, whatever crashes; from then on the survivor's lane and conversation are used."""
    routing = Routing()
    routing.route(update("a", customer=BY_PHONE, inbound=True))
    routing.route(update("b", 2_000, partition="tell#7#NL.1", customer=BY_ID, inbound=True))
    older, younger = (ref.contact_id for ref in refs(routing))
    assert older != younger
    if crash:
        routing.crash_once_before(crash)

    proof = update("c", 3_000, partition="tell#7#NL.1", customer=BY_PHONE | BY_ID, inbound=True)
    routing.route(proof)

    (merge,) = merges(routing)
    assert json.loads(merge.body)["merged_contact_id"] == younger
    assert json.loads(merge.body)["proved_by"] == proof.key.sk
    first, _, last = refs(routing)
    assert (last.contact_id, last.conversation_id) == (older, first.conversation_id)


def test_earlier_records_of_the_batch_are_the_survivor_s() -> None:
    """A proof that comes in the same batch holds for the whole batch."""
    routing = Routing()
    routing.route(update("a", customer=BY_PHONE))
    there = "tell#7#NL.1"
    routing.route(update("b", partition=there, customer=BY_ID))
    routing.route(
        update("c", partition=there, customer=BY_ID),
        update("d", partition=there, customer=BY_PHONE | BY_ID),
    )
    a, b, c, d = refs(routing)
    assert a.contact_id == c.contact_id == d.contact_id != b.contact_id


def test_an_answer_on_the_company_s_own_phone_answers() -> None:
    """The customer waits no longer, and silence counts from the answer."""
    routing = Routing()
    routing.route(update("a", 1_000, inbound=True), update("b", 2_000, outbound=True))
    conversation = routing.conversation()
    assert (conversation.awaiting_reply_since, conversation.last_outbound_at) == (None, 2_000)
    routing.route(update("c", 2_000 + 72 * HOUR_MS, inbound=True))
    assert routing.conversation().id == conversation.id


def test_writing_first_opens_no_conversation() -> None:
    """A conversation is open from the customer's first message on."""
    routing = Routing()
    routing.route(update("a", outbound=True))
    assert not routing.conversations.conversations
    assert refs(routing)[0].conversation_id == ""


def test_the_topic_is_what_the_conversation_began_with() -> None:
    """Later messages do not change it; another conversation has its own."""
    routing = Routing()
    routing.route(update("a", inbound=True, topic="parcel"), update("b", 2_000, inbound=True, topic="ad"))
    assert routing.conversation().topic == "parcel"
    routing.route(update("c", 100 * HOUR_MS, inbound=True))
    assert routing.conversation().topic == ""


@pytest.mark.parametrize("crash", ["", "conversations.write"])
def test_a_first_contact_is_one_that_never_spoke_with_us(crash: str) -> None:
    """A status or a crash before the first message does not make it a second one."""
    routing = Routing()
    routing.route(update("s", 500, step="SENT"))
    if crash:
        routing.crash_once_before(crash)
    routing.route(update("a", inbound=True))
    assert routing.conversation().first_contact
    routing.route(update("b", 100 * HOUR_MS, inbound=True))
    assert not routing.conversation().first_contact


@pytest.mark.parametrize("crash", ["", "progresses.advance", "queues.send"])
def test_a_status_that_comes_late_is_kept_and_not_told(crash: str) -> None:
    """`read` before `delivered`, `sent` after `read`: the CRM sees no step backwards, and none is lost."""
    routing = Routing()
    if crash:
        routing.crash_once_before(crash)
    routing.route(update("read", 3_000, step="READ"))
    routing.route(update("delivered", 4_000, step="DELIVERED"), update("sent", 5_000, step="SENT"))
    routing.route(update("failed", 6_000, step="FAILED"), update("played", 7_000, step="PLAYED"))
    assert routing.names() == ["read", "played"]
    assert routing.telemetry.counts["status.behind"] == 3


def test_a_status_before_our_own_send_is_told_first() -> None:
    """Our own word that it was sent comes too late to be news."""
    routing = Routing()
    routing.route(update("delivered", 2_000, step="DELIVERED"))
    routing.route(update("outcome", 1_000, step="SENT", outbound=True))
    assert routing.names() == ["delivered"]


@pytest.mark.parametrize("crash", ["queues.send", "progresses.advance"])
def test_steps_of_one_batch_are_all_told_after_a_crash(crash: str) -> None:
    """The second try remembers which record made which step, so the earlier ones are not taken for late."""
    routing = Routing()
    routing.crash_once_before(crash)
    steps = [
        update("sent", 1_000, step="SENT"),
        update("delivered", 2_000, step="DELIVERED"),
        update("read", 3_000, step="READ"),
        update("other", 4_000, step="SENT", of="m2"),
    ]
    routing.route(*steps)
    assert routing.names() == ["sent", "delivered", "read", "other"]


def test_files_are_wanted_once_each_where_somebody_fetches_them() -> None:
    """Each file is a lane of its own, named after it and not by it."""
    routing = Routing(own_queues=(MEDIA_QUEUE,))
    record = update("a", inbound=True, media=["9", "8", "9"])
    routing.route(record)
    (event,) = refs(routing)
    wanted = [one.content for one in routing.queued("media")]
    conversation = event.conversation_id
    assert wanted == [
        EventRef(record.key, "media.wanted", "med_" + digest("9"), conversation),
        EventRef(record.key, "media.wanted.2", "med_" + digest("8"), conversation),
    ]


def test_files_are_left_alone_where_nobody_fetches_them() -> None:
    """Without such a queue nothing is sent into it."""
    routing = Routing()
    routing.route(update("a", inbound=True, media=["9"]))
    assert [one.destination for one in routing.queued(CRM)] == [CRM]
    assert not routing.queued("media")
