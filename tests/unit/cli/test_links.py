"""`appcare links`: what a camera reads from a code is the link, and the link tells its topic."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from hypothesis import given, reject
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from appcare.config.settings import Number, Settings, Topic
from appcare.config.settings_error import SettingsError
from appcare.config.toml_file import parse_settings
from appcare.domain.topics import Beginning, first_words
from appcare.whatsapp.topics import topic_book
from cli.appcare import main
from cli.appcare.links import Link, links_of
from cli.appcare.wiring import AwsDeployment
from tests.unit.cli.memory_deployment import MemoryDeployment, run, said
from tests.unit.deliveries.world import World

NUMBERS = (
    Number(name="support", phone_number_id="1", phone="+31201234567"),
    Number(name="shop", phone_number_id="2", phone="+4915112345678"),
)
TOPICS = (
    Topic(name="orders", label="Where is it?", words=("My order",), text="My order: ", number="shop"),
    Topic(name="meter", words=("Zählerstand 📟 & Straße?",)),
    Topic(name="summer", ads=("1",)),
)
LINKS = {
    "topic-orders": "https://wa.me/4915112345678?text=My%20order%3A%20",
    "topic-meter": "https://wa.me/31201234567?text=Z%C3%A4hlerstand%20%F0%9F%93%9F%20%26%20Stra%C3%9Fe%3F",
    "number-support": "https://wa.me/31201234567",
    "number-shop": "https://wa.me/4915112345678",
}


@pytest.fixture
def deployment() -> MemoryDeployment:
    """Return a deployment with topics."""
    made = MemoryDeployment(World())
    made.configured = Settings(numbers=NUMBERS, topics=TOPICS)
    return made


def seen(picture: Image.Image) -> list[str]:
    """Return what a camera reads in a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def drawn(svg: Path) -> Image.Image:
    """Draw an SVG of horizontal strokes and a white ground, as a browser would."""
    root = ET.fromstring(svg.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    picture = Image.new("RGB", (int(root.attrib["width"]), int(root.attrib["height"])), "grey")
    pen = ImageDraw.Draw(picture)
    (scaled,) = root
    ground, strokes = scaled
    assert ground.attrib["fill"] == "#fff"
    pen.rectangle((0, 0, *picture.size), fill="white")
    scale = float(scaled.attrib["transform"].removeprefix("scale(").removesuffix(")"))
    x = y = 0.0
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", strokes.attrib["d"]):
        if command == "h":
            pen.rectangle(
                (x * scale, (y - 0.5) * scale, (x + float(first)) * scale - 1, (y + 0.5) * scale - 1), "black"
            )
            x += float(first)
        else:
            x, y = (x if command == "m" else 0) + float(first), (y if command == "m" else 0) + float(second)
    return picture


def test_what_is_printed_and_drawn(tmp_path: Path, deployment: MemoryDeployment) -> None:
    """A line for each link, and two files that a camera reads the same link from."""
    shown = said(run(deployment, "links", "--output", str(tmp_path / "new"))).splitlines()
    assert [line.split()[0] for line in shown[:3]] == ["TOPIC", "orders", "meter"]
    assert "Where is it?" in shown[1]
    assert shown[-1] == "Without words, so without a link: summer."
    for file, link in LINKS.items():
        (line,) = (one for one in shown if f"{file}.svg" in one)
        assert link in line.split()
        assert f"{file}.png" in line
        with Image.open(tmp_path / "new" / f"{file}.png") as picture:
            assert seen(picture) == [link]
        assert seen(drawn(tmp_path / "new" / f"{file}.svg")) == [link]


@pytest.mark.parametrize("link", links_of(Settings(numbers=NUMBERS, topics=TOPICS)), ids=lambda one: one.file)
def test_a_link_tells_its_topic(link: Link) -> None:
    """Who opens it and sends what it wrote begins a conversation about the topic, on the number."""
    assert link.url == LINKS[link.file]
    text = parse_qs(urlsplit(link.url).query).get("text", [""])[0]
    assert topic_book(TOPICS).topic_of(Beginning(words=first_words(text))) == link.topic


@given(words=st.text(min_size=1, max_size=40), more=st.none() | st.text(max_size=60))
def test_whatever_is_allowed_is_told(words: str, more: str | None) -> None:
    """Words and text that the settings take come back from the link as they were, and tell the topic."""
    written = {"words": [words]} if more is None else {"words": [words], "text": f"{words} {more}"}
    stanza = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in written.items())
    number = '[accounts.main]\n[numbers.a]\nphone_number_id = "1"\nphone = "+31201234567"\n'
    try:
        allowed = parse_settings(f"{number}[topics.t]\n{stanza}")
    except SettingsError:
        reject()
    (link,) = links_of(allowed, ["t"])
    (text,) = parse_qs(urlsplit(link.url).query, strict_parsing=True)["text"]
    assert text == (allowed.topics[0].text or words)
    assert topic_book(allowed.topics).topic_of(Beginning(words=first_words(text))) == "t"


def test_only_some(tmp_path: Path, deployment: MemoryDeployment) -> None:
    """One topic, one kind of file; told twice it is drawn anew."""
    for _ in range(2):
        said(run(deployment, "links", "--output", str(tmp_path), "--topic", "meter", "--format", "png"))
    assert [file.name for file in tmp_path.iterdir()] == ["topic-meter.png"]


@pytest.mark.parametrize(
    ("settings", "asked", "sentence"),
    [
        (
            Settings(numbers=NUMBERS, topics=TOPICS),
            ["--topic", "late"],
            "There is no topic 'late': there are",
        ),
        (Settings(numbers=NUMBERS), ["--topic", "late"], "There is no topic 'late': there are none."),
        (Settings(numbers=NUMBERS, topics=TOPICS), ["--topic", "summer"], "topics.summer.words is empty"),
        (Settings(), [], "No number can be linked to: set numbers.<name>.phone"),
        (Settings(topics=TOPICS), [], "topics.orders has no number to lead to"),
        (
            Settings(numbers=(Number(name="a", phone_number_id="1"),), topics=TOPICS[1:]),
            [],
            "numbers.a.phone is empty: the link of topics.meter needs it",
        ),
        (
            Settings(numbers=NUMBERS, topics=(Topic(name="t", words=("a",), text="a" + " 📟" * 400),)),
            [],
            "topics.t.text is too long for a QR code",
        ),
    ],
)
def test_what_cannot_be_linked(
    tmp_path: Path, deployment: MemoryDeployment, settings: Settings, asked: list[str], sentence: str
) -> None:
    """Each is one sentence that names what to set, and the status is 1."""
    deployment.configured = settings
    done = run(deployment, "links", "--output", str(tmp_path), *asked)
    assert (done.exit_code, sentence in done.output) == (1, True), done.output


def test_a_folder_that_cannot_be_written(tmp_path: Path, deployment: MemoryDeployment) -> None:
    """It is said which file it is about."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run(deployment, "links", "--output", str(tmp_path / "file"))
    assert (done.exit_code, "cannot be written" in done.output) == (1, True), done.output


def test_aws_is_not_asked(tmp_path: Path) -> None:
    """Only the settings are read: nobody needs credentials to print a poster."""
    file = tmp_path / "appcare.toml"
    file.write_text('[accounts.main]\n[numbers.a]\nphone_number_id = "1"\nphone = "+31201234567"\n')
    deployment = AwsDeployment(stage="", settings_file=file, local=False)
    assert links_of(deployment.settings())[0].url == "https://wa.me/31201234567"
    assert "links" in {command.name for command in main.app.registered_commands}
