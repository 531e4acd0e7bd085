"""Decisions are facts beside what caused them; lanes have ids as text."""

import json
from dataclasses import replace

from appcare.domain.conversation import opened
from appcare.domain.decisions import (
    DECISIONS,
    Opening,
    contact_merged,
    conversation_opened,
    delivery_parked,
    opening_of,
)
from appcare.domain.identity import Merge
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey, LogRecord, event_id

CAUSE = LogRecord(LogKey("wa#1#316", "1799999000000#wamid.1#message"), "message", b"{}", 1_900_000_000)
REF = EventRef(CAUSE.key, "message.received", "ctc_1", "cnv_1")


def test_a_conversation_opened() -> None:
    """It lies in its cause's partition at its cause's moment, and goes when its cause goes."""
    conversation = opened("ctc_1", "1", CAUSE.key, 1_799_999_000_000)
    decision = conversation_opened(conversation, CAUSE)
    assert decision.key == LogKey(CAUSE.key.pk, f"1799999000000#{conversation.id}#conversation.opened")
    assert (decision.kind, decision.expires_at) == ("conversation.opened", CAUSE.expires_at)
    assert json.loads(decision.body) == {
        "conversation_id": conversation.id,
        "contact_id": "ctc_1",
        "number_id": "1",
        "opened_by": CAUSE.key.sk,
    }
    assert opening_of(decision) == Opening("1", conversation.id, 1_799_999_000_000, "", "ctc_1", CAUSE.key)


def test_a_conversation_about_something() -> None:
    """The decision remembers what the conversation began with, for whoever reads the log later."""
    about = replace(opened("ctc_1", "1", CAUSE.key, 1_799_999_000_000), topic="parcel")
    assert opening_of(conversation_opened(about, CAUSE)) == Opening(
        "1", about.id, 1_799_999_000_000, "parcel", "ctc_1", CAUSE.key
    )


def test_two_contacts_merged() -> None:
    """It lies beside the update that proves it, and another merge that the same update proves beside it."""
    decision = contact_merged(Merge("ctc_2", "ctc_1"), CAUSE)
    assert decision.key == LogKey(CAUSE.key.pk, "1799999000000#ctc_2#ctc_1#contact.merged")
    assert decision.kind in DECISIONS
    assert json.loads(decision.body) == {
        "contact_id": "ctc_1",
        "merged_contact_id": "ctc_2",
        "proved_by": CAUSE.key.sk,
    }
    assert contact_merged(Merge("ctc_3", "ctc_1"), CAUSE).key != decision.key


def test_a_second_try_decides_the_same() -> None:
    """So that putting it again changes nothing."""
    conversation = opened("ctc_1", "1", CAUSE.key, 5)
    assert conversation_opened(conversation, CAUSE) == conversation_opened(conversation, CAUSE)
    assert delivery_parked("crm", REF, CAUSE, "no") == delivery_parked("crm", REF, CAUSE, "no")


def test_one_parked_delivery_for_each_event_and_destination() -> None:
    """The same event may be parked at several destinations, and several events at one."""
    other = EventRef(CAUSE.key, "unknown", "ctc_1")
    found = [delivery_parked(to, ref, CAUSE, "no") for to in ("crm", "crm-2") for ref in (REF, other)]
    assert len({decision.key for decision in found}) == 4
    assert found[0].key.sk.startswith(f"1799999000000#{REF.event_id}#crm#")
    assert {decision.kind for decision in found} <= DECISIONS


def test_parked_again_for_another_reason() -> None:
    """The first reason stays a fact beside the second."""
    first, second = (
        delivery_parked("crm", REF, CAUSE, reason) for reason in ("410 Gone", "422 Unprocessable")
    )
    assert first.key != second.key


def test_keys_of_decisions_fit() -> None:
    """Even for the longest name and key."""
    cause = LogRecord(LogKey("p" * 600, "1799999000000#" + "x" * 800), "message", b"")
    assert len(delivery_parked("d" * 40, REF, cause, "no").key.sk) <= 1024


def test_a_reference_has_its_events_id() -> None:
    """Contact and conversation are no part of it: an event stays the same wherever it is routed."""
    assert REF.event_id == EventRef(CAUSE.key, "message.received", "ctc_9").event_id
    assert REF.event_id == event_id(CAUSE.key, "message.received")


def test_a_lane_as_text() -> None:
    """A destination's name has no `#`, so no two lanes read the same."""
    assert str(LaneId("crm", "ctc_1")) == "crm#ctc_1"
