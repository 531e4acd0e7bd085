"""What the queues carry can be read back, and rubbish is told apart."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.delivery_ports import WakeUp
from appcare.aws.messages import (
    decode,
    decode_delayed,
    decode_parked,
    encode_delayed,
    encode_event,
    encode_parked,
    encode_wake_up,
)
from appcare.domain.errors import UndigestibleError
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey

words = st.text(max_size=30)
keys = st.builds(LogKey, words, words)
refs = st.builds(EventRef, keys, words, words, words)
wake_ups = st.builds(WakeUp, st.builds(LaneId, words, words), st.integers(0, 10**14))

RUBBISH = [
    "",
    "not json",
    "[]",
    '"pk"',
    "{}",
    '{"wake": "soon", "contact": "c", "destination": "d"}',
    '{"wake": true, "contact": "c", "destination": "d"}',
    '{"wake": 5}',
    '{"pk": 1, "sk": "2", "type": "t", "contact": "c", "conversation": "", "code": "x"}',
    '{"pk": "1", "type": "t", "contact": "c", "conversation": "", "code": "x"}',
    "[" * 100_000,
]


@given(ref=refs)
def test_an_event_is_read_back(ref: EventRef) -> None:
    """Every reference survives."""
    assert decode(encode_event(ref), "crm") == ref


@given(wake_up=wake_ups)
def test_a_wake_up_is_read_back(wake_up: WakeUp) -> None:
    """In a destination's queue the queue says which destination; in the shared one the body does."""
    assert decode(encode_wake_up(wake_up), wake_up.lane.destination) == wake_up
    assert decode_delayed(encode_delayed(wake_up)) == wake_up


@given(key=keys, code=words)
def test_a_parked_record_is_read_back(key: LogKey, code: str) -> None:
    """Key and code survive."""
    assert decode_parked(encode_parked(key, code)) == (key, code)


def test_a_message_carries_keys_only() -> None:
    """These five names, and no content."""
    ref = EventRef(LogKey("p", "s"), "message.received", "ctc_1", "cnv_1")

    assert json.loads(encode_event(ref)) == {
        "pk": "p",
        "sk": "s",
        "type": "message.received",
        "contact": "ctc_1",
        "conversation": "cnv_1",
    }


@pytest.mark.parametrize("body", RUBBISH)
def test_rubbish_is_undigestible(body: str) -> None:
    """What we did not write is refused with the one error that consumers expect."""
    for read in (lambda text: decode(text, "crm"), decode_delayed, decode_parked):
        with pytest.raises(UndigestibleError):
            read(body)
