"""Proof of origin by Standard Webhooks, held against an independent implementation of it."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from appcare.application.adapter_ports import CallbackRefusal, CallbackRefusedError, RawRequest
from appcare.crm.callbacks import TOLERANCE_S, proven_id

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
NOW_S = 1_795_348_800


def signed(body: bytes = b"{}", id_: str = "msg_1", at: int = NOW_S, *, by: str = SECRET) -> dict[str, str]:
    """Return the headers that a sender sends."""
    signature = Webhook(by).sign(id_, datetime.fromtimestamp(at, UTC), body.decode())
    return {"webhook-id": id_, "webhook-timestamp": str(at), "webhook-signature": signature}


def proven(
    headers: dict[str, str], body: bytes = b"{}", *, at: int = NOW_S, secrets: tuple[str, ...] = (SECRET,)
) -> str:
    """Return the id of a callback, or the code of its refusal."""
    try:
        return proven_id(RawRequest(headers=headers, query={}, body=body, at=at * 1000), secrets)
    except CallbackRefusedError as refused:
        return refused.code


@given(st.text(max_size=50), st.text("abc_123", min_size=1), st.integers(0, 4_000_000_000))
def test_what_another_implementation_signs_is_proven(text: str, id_: str, at: int) -> None:
    """Any body, id and moment, signed elsewhere, is accepted; with any other byte in it, it is not."""
    body = text.encode()
    headers = signed(body, id_, at)
    assert proven(headers, body, at=at) == id_
    assert proven(headers, body + b" ", at=at) is CallbackRefusal.UNSIGNED
    assert proven(headers, body, at=at, secrets=(OTHER,)) is CallbackRefusal.UNSIGNED


def test_a_rotation() -> None:
    """Either secret may have signed, and one signature of several is enough."""
    for by in (SECRET, OTHER):
        assert proven(signed(by=by), secrets=(OTHER, SECRET)) == "msg_1"
    both = {**signed(), "webhook-signature": "v1,AAAA v2,x " + signed(by=OTHER)["webhook-signature"]}
    assert proven(both, secrets=(OTHER,)) == "msg_1"


@pytest.mark.parametrize(
    ("changed", "at", "wanted"),
    [
        ({}, NOW_S + TOLERANCE_S, "msg_1"),
        ({}, NOW_S - TOLERANCE_S, "msg_1"),
        ({}, NOW_S + TOLERANCE_S + 1, CallbackRefusal.STALE),
        ({}, NOW_S - TOLERANCE_S - 1, CallbackRefusal.STALE),
        ({"webhook-timestamp": str(NOW_S + 1)}, NOW_S, CallbackRefusal.UNSIGNED),
        ({"webhook-timestamp": ""}, NOW_S, CallbackRefusal.UNSIGNED),
        ({"webhook-timestamp": "²"}, NOW_S, CallbackRefusal.UNSIGNED),
        ({"webhook-id": "msg_2"}, NOW_S, CallbackRefusal.UNSIGNED),
        ({"webhook-signature": ""}, NOW_S, CallbackRefusal.UNSIGNED),
        ({"webhook-signature": "v1,"}, NOW_S, CallbackRefusal.UNSIGNED),
        ({"webhook-signature": "v1a,é"}, NOW_S, CallbackRefusal.UNSIGNED),
        ({"webhook-signature": "v1,é"}, NOW_S, CallbackRefusal.UNSIGNED),
    ],
)
def test_time_and_tampering(changed: dict[str, str], at: int, wanted: str) -> None:
    """Five minutes either way are fine; a header that was changed after signing never is."""
    assert proven({**signed(), **changed}, at=at) == wanted


@pytest.mark.parametrize("moment", ["9" * 400, "9" * 5000, "-1", "\u0661", ""])
def test_a_moment_that_no_clock_tells(moment: str) -> None:
    """However long or odd, a signed moment is a callback that came too late, never trouble of ours."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signature = hmac.new(key, f"msg_1.{moment}.{{}}".encode(), hashlib.sha256).digest()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(signature).decode(),
    }
    assert proven(headers) is CallbackRefusal.STALE


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_what_no_utf8_can_say_proves_nothing(name: str) -> None:
    """Half a pair of surrogates in a header is refused like any other header that nobody signed."""
    assert proven({**signed(), name: "v1,\ud800"}) is CallbackRefusal.UNSIGNED


def test_whoever_names_no_id_proves_nothing() -> None:
    """Under an empty id everything would be the same callback, however well it is signed."""
    assert proven(signed(id_="")) is CallbackRefusal.UNSIGNED


def test_another_version_of_signatures_proves_nothing() -> None:
    """What `v2` would mean nobody has said: it is not taken for `v1`."""
    bare = signed()["webhook-signature"].removeprefix("v1,")
    assert proven({**signed(), "webhook-signature": f"v2,{bare}"}) is CallbackRefusal.UNSIGNED


@pytest.mark.parametrize("secrets", [(), ("",), ("whsec_",), ("not base64!",)])
def test_without_a_usable_secret_nothing_is_proven(secrets: tuple[str, ...]) -> None:
    """An absent, empty or broken secret fails closed."""
    assert proven(signed(), secrets=secrets) is CallbackRefusal.UNSIGNED
