"""Topics that could be mixed up and texts that could not be sent stop the synth, with the key named."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appcare.config.reach import check_reach
from appcare.config.settings_error import SettingsError
from appcare.config.toml_file import parse_settings
from cli.appcare.main import app

MAIN = '[accounts.main]\n[numbers.a]\nphone_number_id = "1"\n'
TWINS = """
[numbers.b]
phone_number_id = "2"
phone = "+31201234567"
[numbers.c]
phone_number_id = "3"
phone = "+31201234567"
"""
REPOSITORY = Path(__file__).parents[3]


def trouble(text: str) -> str:
    """Return what is said about a file."""
    with pytest.raises(SettingsError) as caught:
        check_reach(parse_settings(MAIN + text))
    return str(caught.value)


def test_nobody_is_sent_anything_by_default() -> None:
    """Without the stanzas there are no topics and no texts."""
    settings = parse_settings(MAIN)
    assert (settings.topics, settings.texts, settings.rollout.phone) == ((), (), "")
    assert settings.rollout.divert_again_hours == 168
    check_reach(settings)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[topics.a]\n", "topics.a is empty"),
        ('[topics.a]\nwords = ["  "]', "topics.a.words: '  ' must be one line"),
        ('[topics.a]\nwords = ["one\\ntwo"]', "topics.a.words: 'one\\ntwo' must be one line"),
        ('[topics.a]\nwords = ["one\u2028two"]', "must be one line"),
        (f'[topics.a]\nwords = ["{"x" * 81}"]', "of 1 to 80 characters"),
        ('[topics.a]\nwords = ["Order"]\ntext = "Ordering"', "topics.a.text = 'Ordering' does not begin"),
        ('[topics.a]\nads = ["1"]\ntext = "Order"', "topics.a.text = 'Order' does not begin"),
        ('[topics.a]\nads = ["1"]\nnumber = "b"', "topics.a.number = 'b' is no number; allowed: a."),
        (
            '[topics.a]\nwords = ["order"]\n[topics.b]\nwords = ["ORDER  status"]',
            "topics.b.words: 'ORDER  status' begins with 'order', which is one of topics.a",
        ),
        (
            '[topics.a]\nwords = ["Straße frei"]\n[topics.b]\nwords = ["STRASSE"]',
            "topics.a.words: 'Straße frei' begins with 'STRASSE'",
        ),
        ('[topics.a]\nads = ["7"]\n[topics.b]\nads = ["7"]', "topics.b.ads: '7' is one of topics.a, too."),
        ('[topics.a]\nchoices = ["7"]\n[topics.b]\nchoices = ["7"]', "topics.b.choices: '7' is one of"),
    ],
)
def test_topics_that_cannot_work(text: str, sentence: str) -> None:
    """Each mistake is one sentence that names the key."""
    assert sentence in trouble(text)


def test_topics_that_only_look_alike() -> None:
    """A longer word is another word; the same id may be an ad of one topic and a choice of another."""
    text = '[topics.a]\nwords = ["order"]\nads = ["7"]\n[topics.b]\nwords = ["orders"]\nchoices = ["7"]'
    assert [topic.name for topic in parse_settings(MAIN + text).topics] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[texts.nl]\n", "texts.nl is empty"),
        ('[texts.dutch-spoken]\ndivert = "x"', "texts.dutch-spoken: the name must be a language's code"),
        ('[texts.nl]\nwaiting = "{minute}"', "texts.nl.waiting holds {minute}, which is not known so"),
        ('[texts.nl]\ndivert = "{minutes}"', "texts.nl.divert holds {minutes}, which is not known so"),
        ('[texts.nl]\nwaiting = "{minutes!r}"', "texts.nl.waiting holds {minutes}, which is not known so"),
        ('[texts.nl]\nwaiting = "{minutes:>9}"', "texts.nl.waiting holds {minutes}, which is not known so"),
        ('[texts.nl]\nwaiting = "{time.hour}"', "texts.nl.waiting holds {time.hour}"),
        ('[texts.nl]\nwaiting = "{}"', "texts.nl.waiting holds {}"),
        ('[texts.nl]\nwaiting = "{minutes"', "texts.nl.waiting has a brace that is not closed"),
        ('[texts.nl]\nwaiting = "minutes}"', "texts.nl.waiting has a brace that is not closed"),
        ('[texts.nl]\ndivert = "{phone}"', "texts.nl.divert holds {phone}, and rollout.phone is empty."),
        ('[texts.nl]\nwaiting = "{email}"', "texts.nl.waiting holds {email}, and rollout.email is empty."),
        (f'[texts.nl]\ndivert = "{"x" * 4097}"', "texts.nl.divert has 4097 characters; at most 4096"),
        (f'[texts.nl]\nwaiting = "{"x" * 4090}{{time}}"', "texts.nl.waiting has 4106 characters"),
        ('[texts.nl]\ncountries = ["nl"]\ndivert = "x"', "texts.nl.countries: 'nl' is no country"),
        ('[texts.nl]\ncountries = ["XX"]\ndivert = "x"', "texts.nl.countries: XX is no country"),
        (
            '[texts.nl]\ncountries = ["NL", "NL"]\ndivert = "x"',
            "texts.nl.countries: NL is named in texts.nl already.",
        ),
        (
            '[texts.en]\ncountries = ["NL"]\ndivert = "x"\n[texts.nl]\ncountries = ["NL"]\ndivert = "y"',
            "texts.nl.countries: NL is named in texts.en already.",
        ),
        ('[texts.en]\ndivert = "x"\n[texts.nl]\ndivert = "y"', "texts.nl.countries is empty: only texts.en"),
    ],
)
def test_texts_that_cannot_be_sent(text: str, sentence: str) -> None:
    """Each mistake is one sentence that names the key."""
    assert sentence in trouble(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[rollout]\nphone = "0201234567"', "rollout.phone = '0201234567' is not allowed"),
        ('[rollout]\nphone = "+31 20"', "rollout.phone = '+31 20' is no phone number"),
        ('[rollout]\nphone = "+999 123456789"', "rollout.phone = '+999 123456789' is no phone number"),
        ('[rollout]\nemail = "care"', "rollout.email = 'care' is not allowed"),
        ('[rollout]\ntime_zone = "Amsterdam"', "rollout.time_zone = 'Amsterdam' is no time zone"),
        ("[rollout]\ndivert_again_hours = 0", "rollout.divert_again_hours = 0 is not allowed"),
        ('[numbers.b]\nphone_number_id = "2"\nphone = "+312"', "numbers.b.phone = '+312' is not allowed"),
        (
            '[numbers.b]\nphone_number_id = "2"\nphone = "+31201234567890"',
            "numbers.b.phone = '+31201234567890' is no",
        ),
        (TWINS, "numbers.c.phone is the one of numbers.b, too."),
    ],
)
def test_ways_that_lead_nowhere(text: str, sentence: str) -> None:
    """A phone number that nobody could call, a time zone that nobody lives in."""
    assert sentence in trouble(text)


def test_before_a_deployment_it_is_said(tmp_path: Path) -> None:
    """`appcare check` looks at what the functions do not load the tables for."""
    file = tmp_path / "appcare.toml"
    file.write_text(MAIN + '[rollout]\ntime_zone = "Amsterdam"', encoding="utf-8")
    told = CliRunner().invoke(app, ["check", str(file)])
    assert (told.exit_code, "is no time zone" in told.output) == (1, True), told.output


def test_the_examples_in_the_file_can_be_used() -> None:
    """Who takes the comment signs away has a file that works."""
    text = (REPOSITORY / "appcare.toml").read_text(encoding="utf-8")
    opened = re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", text)
    assert {"rollout", "topics", "texts"} <= set(tomllib.loads(opened))
    settings = parse_settings(opened)
    check_reach(settings)
    assert settings.numbers[0].phone


def test_reading_the_settings_loads_no_tables() -> None:
    """A function that reads its settings waits neither for numbering plans nor for time zones."""
    code = (
        "import sys; from appcare.config.toml_file import read_settings\n"
        "assert not {'phonenumbers', 'zoneinfo'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own code
