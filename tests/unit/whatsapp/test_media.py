"""Files are found wherever Meta's updates announce them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.errors import UndigestibleError
from appcare.domain.log import UNREADABLE, LogKey, LogRecord
from appcare.domain.media import WantedMedia, lane_of
from appcare.whatsapp.media import media_in, wanted_media
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "whatsapp_cloud"
KEY = LogKey("wa#1#316", "1799999000000#wamid.1#message")
IMAGE = {"id": "1", "mime_type": "image/jpeg", "sha256": "ab", "caption": "Look"}
DOCUMENT = {"id": 2, "mime_type": "application/pdf", "filename": "a.pdf"}


def message(wamid: str, **parts: object) -> dict[str, object]:
    """Return a message."""
    return {"id": wamid, "type": "x", "timestamp": "1", **parts}


@pytest.mark.parametrize(
    "stored",
    [
        {"message": message("w1", image=IMAGE)},
        {"echo": message("w1", image=IMAGE)},
        {"value": {"message_echoes": [message("w1", image=IMAGE)]}},
        {"message": message("w1", edit={"message": {"image": IMAGE}})},
        {"message": message("w1", interactive={"header": {"image": IMAGE}})},
    ],
)
def test_places(stored: object) -> None:
    """A message, an echo, a nested message: the file is found, with the message it belongs to."""
    assert media_in(stored) == (WantedMedia("1", "w1", "image/jpeg", "ab", None),)


def test_several_files() -> None:
    """Each file is named once, with its own message, numbers as ids included."""
    stored = {
        "value": {
            "threads": [
                message("w1", image=IMAGE),
                message("w2", document=DOCUMENT),
                message("w3", image=IMAGE),
            ]
        }
    }
    assert [(one.id, one.wamid, one.filename) for one in media_in(stored)] == [
        ("1", "w1", None),
        ("2", "w2", "a.pdf"),
    ]


def test_the_lane_names_the_file() -> None:
    """Of several files the one is returned whose lane it is; no such file is an error that stays."""
    body = json.dumps([message("w1", image=IMAGE), message("w2", document=DOCUMENT)]).encode()
    record = LogRecord(KEY, "message", body)
    assert wanted_media(record, lane_of("2")).filename == "a.pdf"
    with pytest.raises(UndigestibleError):
        wanted_media(record, lane_of("3"))


@pytest.mark.parametrize("body", [b"", b"no", b"\xff", b"[" * 100_000])
def test_unreadable_records(body: bytes) -> None:
    """A body that is no JSON announces no file."""
    with pytest.raises(UndigestibleError):
        wanted_media(LogRecord(KEY, "message", body), lane_of("1"))


@pytest.mark.parametrize("stored", [{"contact": {"image": IMAGE}}, {"message": {"image": {"link": "x"}}}])
def test_what_is_no_file_of_a_message(stored: object) -> None:
    """Pictures of contacts and files without an id are nothing to fetch."""
    assert media_in(stored) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["image", "id", "type", "message"]), inner)
    ),
)


@given(JSON)
def test_anything_is_searched(stored: object) -> None:
    """Whatever the shape, the search ends with files that have ids."""
    assert all(one.id for one in media_in(stored))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the collected payloads are not on this machine")
@pytest.mark.parametrize(
    ("folder", "kind"),
    [("image", "image"), ("voice", "audio"), ("document", "document"), ("sticker", "sticker")],
)
def test_real_payloads(folder: str, kind: str) -> None:
    """Every collected payload that has a file with an id announces it."""
    files = sorted((CORPUS / f"message_{folder}").glob("*.json"))
    assert files
    with_id = [file for file in files if f'"{kind}"' in (text := file.read_text()) and '"mime_type"' in text]
    found = [media_in(json.loads(file.read_text())) for file in with_id]
    assert sum(map(bool, found)) > len(found) * 0.8


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the collected payloads are not on this machine")
def test_whatever_the_router_asks_for_is_found() -> None:
    """Each file that the translation of a collected payload names can be fetched by its lane."""
    channel, asked = WhatsApp(str), 0
    for file in sorted(CORPUS.rglob("*.json")):
        for record in split(file.read_bytes(), retention_s=1, now_s=1).records:
            if record.kind != UNREADABLE:
                for media_id in channel.translate(record).media:
                    asked += 1
                    assert wanted_media(record, lane_of(media_id)).id == media_id
    assert asked > 10
