"""The functions tell customers what the settings say."""

import pytest

from appcare.config import settings as config
from functions import rollout_texts


def test_texts_are_those_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Languages, other ways, and the time zone."""
    configured = config.Settings(
        rollout=config.Rollout(phone="+31 20", email="care@example.com", time_zone="Asia/Kathmandu"),
        texts=(
            config.Texts(name="en", divert="Mail {email}"),
            config.Texts(name="nl", countries=("NL",), waiting="{time}", divert="Bel {phone}"),
        ),
    )
    monkeypatch.setattr(rollout_texts, "settings", lambda: configured)
    rollout_texts.texts.cache_clear()
    try:
        texts = rollout_texts.texts()
    finally:
        rollout_texts.texts.cache_clear()
    assert (texts.divert("NL"), texts.divert("US")) == ("Bel +31 20", "Mail care@example.com")
    assert texts.waiting("NL", now=0, expected_at=60_000, position=1) == "05:31"
