"""Ids that are made of keys."""

import re

from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.log import LogKey, LogRecord, digest, event_id

KEY = LogKey("wa#106540352242922#31612345678", "1799999000000#wamid.1#message")
ID = re.compile(r"(rec|evt)_[a-z2-7]{26}")


def test_an_event_id_never_changes() -> None:
    """Receivers deduplicate by it: base32 of SHA-256 over `pk|sk|type`, 26 characters, for ever."""
    assert event_id(KEY, "message.received") == "evt_ni537ftldhxyg4yy4rng6cpx2z"


def test_a_digest_is_what_the_design_says() -> None:
    """The known SHA-256 of `abc`, as base32."""
    assert digest("abc") == "xj4bnp4pahh6uqkbidpf3lrceo"


@given(st.text(), st.text(), st.text())
def test_ids_hide_what_they_are_made_of(pk: str, sk: str, type_: str) -> None:
    """Whatever the keys hold, ids are safe in headers and logs, and the same for the same keys."""
    key = LogKey(pk, sk)
    assert ID.fullmatch(event_id(key, type_))
    assert ID.fullmatch(LogRecord(key, "message", b"").id)
    assert LogRecord(key, "message", b"1").id == LogRecord(key, "status", b"2", 3).id


def test_another_key_is_another_id() -> None:
    """Partition, sort key and type each make a difference."""
    ids = {
        event_id(key, type_)
        for key in (KEY, LogKey(KEY.pk, "0" + KEY.sk), LogKey(KEY.pk + "0", KEY.sk))
        for type_ in ("message.received", "unknown")
    }
    assert len(ids) == 6
