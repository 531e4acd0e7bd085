"""Customers are told what the settings say."""

from appcare.config import settings as config
from appcare.rollout_words import words_of


def test_texts_are_those_of_the_settings() -> None:
    """Languages, other ways, and the time zone."""
    configured = config.Settings(
        rollout=config.Rollout(phone="+31 20", email="care@example.com", time_zone="Asia/Kathmandu"),
        texts=(
            config.Texts(name="en", divert="Mail {email}"),
            config.Texts(name="nl", countries=("NL",), waiting="{time}", divert="Bel {phone}"),
        ),
    )
    texts = words_of(configured)
    assert (texts.divert("NL"), texts.divert("US")) == ("Bel +31 20", "Mail care@example.com")
    assert texts.waiting("NL", now=0, expected_at=60_000, position=1) == "05:31"
