"""Which files can be uploaded, and what their content must show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.content_types import type_of
from appcare.domain.media_limits import LIMITS, TYPES, flaw_of, is_as_announced, misfit
from tests.unit.uploads import samples as s

SIZES = {
    "image/jpeg": 5_242_880,
    "audio/ogg": 16_777_216,
    "video/3gpp": 16_777_216,
    "text/plain": 104_857_600,
    "image/webp": 512_000,
}


@pytest.mark.parametrize(("mime_type", "largest"), SIZES.items())
def test_the_largest_file_of_each_kind(mime_type: str, largest: int) -> None:
    """Every kind has its size, to the byte; parameters of a type change nothing."""
    assert flaw_of(mime_type, largest) is None
    assert flaw_of(f"{mime_type.upper()}; codecs=opus", largest) is None
    flaw = flaw_of(mime_type, largest + 1)
    assert flaw is not None
    assert (flaw.part, str(largest) in flaw.detail) == ("size", True)


@pytest.mark.parametrize("mime_type", ["", "image/gif", "image/jpg", "application/zip", "text/html", "image"])
def test_types_that_nobody_can_send(mime_type: str) -> None:
    """A type that WhatsApp does not take is refused with those that it takes."""
    flaw = flaw_of(mime_type, 1)
    assert flaw is not None
    assert flaw.part == "mime_type"
    assert all(known in flaw.detail for known in TYPES)


@pytest.mark.parametrize(
    ("mime_type", "content"),
    [
        ("image/jpeg", s.JPEG),
        ("image/png", s.PNG),
        ("image/webp", s.MOVING),
        ("audio/aac", s.AAC),
        ("audio/amr", s.AMR),
        ("audio/mpeg", s.MP3),
        ("audio/mpeg", s.BARE_MP3),
        ("audio/mp4", s.M4A),
        ("audio/mp4", s.MP4),
        ("audio/ogg", s.VOICE),
        ("video/mp4", s.MP4),
        ("video/3gpp", s.MOBILE),
        ("application/pdf", s.PDF),
        ("text/plain", s.TEXT),
        ("text/plain", "é".encode()[:1]),
        ("text/plain", b"\xe9t\xe9"),
        ("application/msword", s.OLD_OFFICE),
        ("application/vnd.ms-excel", s.OLD_OFFICE),
        (f"{s.OFFICE}wordprocessingml.document", s.ZIP),
    ],
)
def test_what_is_as_announced(mime_type: str, content: bytes) -> None:
    """Files of every type are known as what they are, or at least not taken for something else."""
    assert is_as_announced(mime_type, type_of(content), content)


@pytest.mark.parametrize(
    ("mime_type", "content"),
    [
        ("image/jpeg", s.PNG),
        ("image/png", s.TEXT),
        ("application/pdf", s.ZIP),
        ("application/pdf", s.TEXT),
        ("text/plain", s.JPEG),
        ("video/mp4", s.TEXT),
        ("audio/ogg", s.MP3),
        ("application/msword", s.PDF),
        (f"{s.OFFICE}spreadsheetml.sheet", s.PDF),
    ],
)
def test_what_is_something_else(mime_type: str, content: bytes) -> None:
    """A file under a wrong type is told from a right one by its beginning."""
    assert not is_as_announced(mime_type, type_of(content), content)


@given(kind=st.sampled_from(sorted(LIMITS)), mime_type=st.sampled_from(TYPES), size=st.integers(1, 10**9))
def test_what_fits_a_message_could_be_uploaded(kind: str, mime_type: str, size: int) -> None:
    """No message takes a file of its own kind that the upload would have refused."""
    if not misfit(kind, mime_type, size, s.VOICE) and mime_type in LIMITS[kind].types:
        assert flaw_of(mime_type, size) is None


@given(kind=st.sampled_from(sorted(LIMITS)), mime_type=st.sampled_from(TYPES), size=st.integers(1, 10**9))
def test_documents_take_whatever_could_be_uploaded(kind: str, mime_type: str, size: int) -> None:
    """Who may not send a file as what it is may send it as a document."""
    if flaw_of(mime_type, size) is None:
        assert misfit("document", mime_type, size, b"") == ""
        if misfit(kind, mime_type, size, s.VOICE, in_template=True) == "":
            assert misfit(kind, mime_type, size, s.VOICE) == ""


def test_stickers_that_move_may_be_larger() -> None:
    """100 KB for a sticker that stands still, 500 KB for one that moves."""
    assert misfit("sticker", "image/webp", 102_400, s.STILL) == ""
    assert "102400" in misfit("sticker", "image/webp", 102_401, s.STILL)
    assert "102400" in misfit("sticker", "image/webp", 102_401, s.STILL[:16])
    assert misfit("sticker", "image/webp", 512_000, s.MOVING) == ""
    assert "512000" in misfit("sticker", "image/webp", 512_001, s.MOVING)


def test_ogg_is_audio_with_opus_only() -> None:
    """Of Ogg files those with another codec go out as documents at most."""
    assert misfit("audio", "audio/ogg", 1, s.VOICE) == ""
    assert "Opus" in misfit("audio", "audio/ogg", 1, s.MUSIC)
    assert misfit("document", "audio/ogg", 1, s.MUSIC) == ""


def test_templates_take_no_document_but_pdf() -> None:
    """A text is a document, but not in a template's header."""
    assert misfit("document", "text/plain", 1, b"a") == ""
    assert "PDF" in misfit("document", "text/plain", 1, b"a", in_template=True)
    assert misfit("document", "application/pdf", 1, s.PDF, in_template=True) == ""
