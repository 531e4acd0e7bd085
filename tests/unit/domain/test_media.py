"""Files: claims in any notation, checks while they stream, types by content."""

import base64
import hashlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.media import (
    Claims,
    FlawedMediaError,
    MediaCheck,
    digest_claimed,
    kept_type,
    lane_of,
    object_key,
    type_differs,
)

PIECES = st.lists(st.binary(max_size=50), max_size=10)


def outcome(claims: Claims, pieces: list[bytes], largest: int = 10_000) -> str:
    """Let the pieces go by; return what is wrong with them, empty for nothing."""
    check = MediaCheck(claims, largest)
    try:
        assert b"".join(check.passed(pieces)) == b"".join(pieces)
    except FlawedMediaError as error:
        return error.reason
    assert (check.size, check.sha256) == (
        len(b"".join(pieces)),
        hashlib.sha256(b"".join(pieces)).hexdigest(),
    )
    return ""


@given(PIECES)
def test_true_claims_pass_in_every_notation(pieces: list[bytes]) -> None:
    """Content that is as claimed passes, whichever way its hash is written; nothing at all is no file."""
    content = b"".join(pieces)
    raw = hashlib.sha256(content).digest()
    padded = base64.b64encode(raw).decode()
    for written in (raw.hex(), raw.hex().upper(), padded, padded.rstrip("="), f" {padded}\n", None, "?"):
        expected = "" if content else "empty"
        assert outcome(Claims("image/png", written, len(content)), pieces) == expected


@given(PIECES.filter(any), st.data())
def test_one_changed_bit_is_noticed(pieces: list[bytes], data: st.DataObject) -> None:
    """Whatever bit of a file changes, it is not taken for good."""
    content = bytearray(b"".join(pieces))
    claims = Claims(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    place = data.draw(st.integers(0, len(content) * 8 - 1))
    content[place // 8] ^= 1 << place % 8
    assert outcome(claims, [bytes(content)]) == "sha256 differs"


@given(PIECES, st.integers(0, 600))
def test_another_length_is_noticed(pieces: list[bytes], size: int) -> None:
    """A file of another length than announced is not taken for good, even without a hash."""
    length = len(b"".join(pieces))
    found = outcome(Claims(size=size), pieces)
    if length > size:
        assert found == "longer than announced"
    elif not length:
        assert found == "empty"
    else:
        assert found == ("" if length == size else "shorter than announced")


def test_endless_content_is_cut() -> None:
    """A body without end is read no further than the largest file, and never asked for again."""
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 100

    check = MediaCheck(Claims(), largest=1000)
    with pytest.raises(FlawedMediaError) as caught:
        list(check.passed(endless()))
    assert (caught.value.reason, caught.value.retryable, read) == ("too large", False, 11)


def test_too_large_by_its_claim_is_not_begun() -> None:
    """A file that says it is too large is not read at all."""
    with pytest.raises(FlawedMediaError, match="too large"):
        next(MediaCheck(Claims(size=1001), largest=1000).passed(iter([b"x"])))


@pytest.mark.parametrize("claim", [None, "", "abc", "z" * 64, "A" * 42, "A" * 45, "é"])
def test_what_is_no_hash_claims_nothing(claim: str | None) -> None:
    """Text that is no SHA-256 in hexadecimal or base64 is no claim."""
    assert digest_claimed(claim) is None


@pytest.mark.parametrize(
    ("claimed", "found", "differs", "kept"),
    [
        ("image/jpeg", "image/jpeg", False, "image/jpeg"),
        ("IMAGE/JPEG", "image/jpeg", False, "image/jpeg"),
        ("audio/ogg; codecs=opus", "audio/ogg", False, "audio/ogg"),
        ("audio/mp4", "video/mp4", False, "audio/mp4"),
        ("image/jpeg", "application/x-msdownload", True, "application/x-msdownload"),
        ("image/jpeg", None, True, "application/octet-stream"),
        ("application/pdf", None, True, "application/octet-stream"),
        ("text/html", None, False, "application/octet-stream"),
        ("text/plain", None, False, "text/plain"),
        ("text/plain", "image/png", True, "image/png"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/zip",
            False,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (None, "image/png", False, "image/png"),
        (None, None, False, "application/octet-stream"),
    ],
)
def test_types(claimed: str | None, found: str | None, differs: bool, kept: str) -> None:  # noqa: FBT001 - a table
    """The content decides the type; the sender's word counts only for what no content can tell."""
    assert (type_differs(claimed, found), kept_type(claimed, found)) == (differs, kept)


@given(st.text(), st.text(), st.text())
def test_keys(partition: str, one: str, other: str) -> None:
    """A file's key and lane say nothing of the customer, and two files never share them."""
    assert (object_key(partition, one) == object_key(partition, other)) == (one == other)
    assert (lane_of(one) == lane_of(other)) == (one == other)
    assert object_key(partition, one).startswith("media/")
    assert len(object_key(partition, one)) == len("media/") + 26 + 1 + 26
