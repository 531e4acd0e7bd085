"""What became of files, read back: for the router and for CRMs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.channels import Channels
from appcare.application.envelopes import Envelopes
from appcare.application.media_facts import KINDS, MediaFacts
from appcare.domain.decisions import (
    MEDIA_LOST,
    MEDIA_STORED,
    media_key,
    media_lost,
    media_outcomes,
    media_stored,
)
from appcare.domain.errors import UndigestibleError
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.media import StoredMedia, WantedMedia, object_key
from appcare.memory.media import MemoryLinks

CAUSE = LogRecord(LogKey("wa#7#316", "1799999000000#wamid.1#message"), "message", b"{}", 99)
WANTED = WantedMedia("1", "wamid.1", "image/jpeg", None, "a b.jpg")
KEY = object_key("wa#7#316", "1")
STORED = StoredMedia(KEY, 5, "ab" * 32, "image/png", "image/jpeg", type_differs=True)
FACTS = MediaFacts(Envelopes(lambda number: f"name of {number}", {"wa": "whatsapp"}), MemoryLinks())
DONE = media_stored(CAUSE, "7", WANTED, STORED)
LOST = media_lost(CAUSE, "7", WANTED, "time is over")


def test_keys_follow_from_the_cause() -> None:
    """Whoever fetches a second time, or gives up a second time, writes the same item; files keep apart."""
    assert media_stored(CAUSE, "7", WANTED, STORED) == DONE
    assert DONE.key == media_key(CAUSE.key, "1", MEDIA_STORED)
    assert LOST.key == media_key(CAUSE.key, "1", MEDIA_LOST)
    keys = {media_key(CAUSE.key, media_id, kind) for media_id in "12" for kind in KINDS}
    assert len(keys) == 4
    assert all(key.pk == CAUSE.key.pk and key.sk.startswith("1799999000000#med_") for key in keys)
    assert DONE.expires_at == CAUSE.expires_at


@given(
    order=st.from_regex(r"[0-9]{13}#[^#]{1,40}#(message|field\.history)", fullmatch=True), media_id=st.text()
)
def test_the_message_and_both_outcomes_lead_to_both(order: str, media_id: str) -> None:
    """Whoever has the order of a message, or of either outcome, finds the same two keys."""
    message = LogKey("wa#7#316", order)
    keys = media_outcomes(message, media_id)
    assert keys == (media_key(message, media_id, MEDIA_STORED), media_key(message, media_id, MEDIA_LOST))
    assert {media_outcomes(key, media_id) for key in keys} == {keys}


@pytest.mark.parametrize("record", [DONE, LOST])
def test_the_partition_leads_to_the_customer(record: LogRecord) -> None:
    """A fact of ours concerns whoever owns its partition, and is neither said nor answered by anybody."""
    said = FACTS.translate(record)
    assert (said.customer, said.number_id) == (Customer(partition="wa#7#316"), "7")
    assert (said.types, said.occurred_at) == ((record.kind,), 1_799_999_000_000)
    assert (said.inbound, said.outbound, said.media) == (False, False, ())


def test_stored() -> None:
    """The CRM is told what the file is, what it was said to be, and where to get it."""
    ref = EventRef(DONE.key, MEDIA_STORED, "ctc_1", "cnv_1")
    event = FACTS.event(DONE, ref, raw=True)
    assert (event.type, event.source, event.subject) == ("media.stored", "/whatsapp/7", "ctc_1")
    data = event.data.model_dump(mode="json", exclude_none=True)
    assert data["message"] == {"wamid": "wamid.1"}
    assert data["conversation"] == {"id": "cnv_1"}
    assert data["number"] == {"id": "7", "name": "name of 7"}
    expected = {
        "id": "1",
        "mime_type": "image/png",
        "claimed_type": "image/jpeg",
        "type_differs": True,
        "size": 5,
        "sha256": "ab" * 32,
        "filename": "a b.jpg",
        "url": f"https://files.example.com/{KEY}?as=a b.jpg",
        "expires_at": "2033-05-18T03:33:20Z",
        "link_path": f"/v1/contacts/ctc_1/media?id=1&order={DONE.key.sk.replace('#', '%23')}",
    }
    assert data["media"] == expected


def test_lost() -> None:
    """The CRM is told which file it will not get, and why."""
    data = FACTS.event(LOST, EventRef(LOST.key, MEDIA_LOST, "ctc_1"), raw=False).data.model_dump(
        mode="json", exclude_none=True
    )
    assert (data["reason"], data["media"]["id"], data["message"]) == (
        "time is over",
        "1",
        {"wamid": "wamid.1"},
    )


def test_without_links() -> None:
    """Where nobody hands out links, the event comes without one, but with where to ask for one."""
    facts = MediaFacts(Envelopes(str, {}))
    media = facts.stored(DONE, "ctc_1")
    assert (media.url, media.expires_at) == (None, None)
    assert media.link_path == FACTS.stored(DONE, "ctc_1").link_path


@pytest.mark.parametrize(
    "key", ["", "updates/a", "media/a/b", f"{KEY}/../x", f"{KEY}\n", f"x{KEY}", KEY.upper()]
)
def test_no_link_to_anything_but_files(key: str) -> None:
    """A fact that names another object of the bucket, or none, gets no link: it is none of ours."""
    body = json.dumps({**json.loads(DONE.body), "object_key": key}).encode()
    with pytest.raises(UndigestibleError):
        FACTS.stored(LogRecord(DONE.key, MEDIA_STORED, body), "ctc_1")


@pytest.mark.parametrize("body", [b"no", b"[]", b"{}", json.dumps({"size": "5"}).encode()])
def test_a_record_that_is_not_ours(body: bytes) -> None:
    """A record of our kind without our content is an error that stays."""
    with pytest.raises(UndigestibleError):
        FACTS.translate(LogRecord(DONE.key, MEDIA_STORED, body))


def test_a_record_holds_one_event() -> None:
    """No other event can be read from it."""
    with pytest.raises(UndigestibleError):
        FACTS.event(DONE, EventRef(DONE.key, MEDIA_LOST, "ctc_1"), raw=False)


def test_facts_come_before_the_channel() -> None:
    """In a channel's partition our own kinds are read by us."""
    channels = Channels({}, own=dict.fromkeys(KINDS, FACTS))
    assert channels.of(DONE) is channels.of(LOST) is FACTS
