"""What a plan may name follows from the settings."""

import pytest

from appcare.config.toml_file import parse_settings
from appcare.rollout_surroundings import surroundings_of

HEAD = """
[accounts.main]
[numbers.support]
phone_number_id = "1"
[destinations.crm]
adapter = "log"
[rollout]
alarms = ["pager"]
[topics.orders]
words = ["order"]
"""


def test_names_of_the_settings() -> None:
    """Numbers, topics and countries are those that there are; numbers without a name have one, too."""
    known = surroundings_of(parse_settings(HEAD))
    assert known.numbers == {"support", "unlisted"}
    assert known.topics == {"orders"}
    assert {"NL", "DE"} <= set(known.regions)
    assert "XX" not in known.regions


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("queue-age", True),
        ("queue-age-crm", True),
        ("queue-age-whatsapp.support", True),
        ("dead-letters-crm-crm", True),
        ("record-parked-queue", True),
        ("pager", True),
        ("queue-age-desk", False),
        ("queue-age-", False),
        ("queue", False),
        ("", False),
    ],
)
def test_alarms(name: str, known: bool) -> None:  # noqa: FBT001 - what is expected
    """An alarm is named by its kind, with what it is about, or in the settings; a misspelt one is none."""
    assert surroundings_of(parse_settings(HEAD)).knows_alarm(name) == known


@pytest.mark.parametrize(
    ("texts", "waiting", "divert"),
    [
        ("", ("texts.<language>.waiting",), ("texts.<language>.divert",)),
        ('[texts.nl]\nwaiting = "w"\ndivert = "d"', (), ()),
        (
            '[texts.nl]\nwaiting = "w"\n[texts.de]\ncountries = ["DE"]\ndivert = "d"',
            ("texts.de.waiting",),
            ("texts.nl.divert",),
        ),
    ],
)
def test_words_that_lack(texts: str, waiting: tuple[str, ...], divert: tuple[str, ...]) -> None:
    """Every language needs both texts, and there must be one; the keys say which to write."""
    known = surroundings_of(parse_settings(HEAD + texts))
    assert (known.lacking_waiting, known.lacking_divert) == (waiting, divert)
