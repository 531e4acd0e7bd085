"""Whom what concerns, by the settings."""

from dataclasses import replace

from appcare.config.settings import Account, Destination, Number, Settings
from appcare.rollout_concerns import concerns_of, places_of, scopes_of

SETTINGS = Settings(
    accounts=(Account(name="main", waba_id="11"), Account(name="other", waba_id="22")),
    numbers=(
        Number(name="support", phone_number_id="7", phone="+31850608100"),
        Number(name="sales", phone_number_id="8"),
        Number(name="abroad", phone_number_id="9", account="other"),
    ),
    destinations=(
        Destination(name="crm", adapter="log"),
        Destination(name="desk", adapter="log", numbers=("sales", "unlisted")),
    ),
)


def test_what_concerns_a_number() -> None:
    """Itself and its account; a number that is not configured may be of any account."""
    concerns = concerns_of(SETTINGS)
    assert concerns.scopes["abroad"] == {"number:abroad", "account:other"}
    assert concerns.scopes["unlisted"] == {"number:unlisted", "account:main", "account:other"}
    assert concerns.destinations["support"] == ("crm",)
    assert concerns.destinations["unlisted"] == concerns.destinations["sales"] == ("crm", "desk")
    assert concerns.alarm_prefix == "appcare-prod-monitoring-"


def test_whom_meta_speaks_of() -> None:
    """A number by its phone, or as the only one of its account; else all of the account's."""
    scopes = scopes_of(SETTINGS)
    assert scopes.of_number("", "31850608100", "11") == "number:support"
    assert scopes.of_number("", None, "11") == "account:main"
    assert scopes.of_number("", None, "22") == "number:abroad"
    assert scopes.of_account("22") == "account:other"
    assert scopes.of_account("33") == ""


def test_where_facts_go() -> None:
    """Each number's, for as long as the log keeps what happened."""
    places = places_of(replace(SETTINGS, numbers=SETTINGS.numbers[:1]), "wa")
    assert (places.channel, places.number_ids) == ("wa", {"support": "7"})
    assert places.retention_s == 365 * 86_400
