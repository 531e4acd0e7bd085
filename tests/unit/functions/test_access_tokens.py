"""Whose access token counts."""

from collections.abc import Mapping

import pytest

from appcare.config.settings import Account, Number, Settings
from appcare.domain.errors import NoCloudApiError, SecretMissingError
from appcare.memory.secrets import MemorySecrets
from functions import access_tokens
from functions.access_tokens import AccessTokens
from tests.unit.functions.samples import FlushedTelemetry

IDS = {"whatsapp/main": "one", "whatsapp/second": "two"}
SETTINGS = Settings(
    accounts=(Account(name="main"), Account(name="second"), Account(name="social", source="social")),
    numbers=(
        Number(name="a", phone_number_id="1"),
        Number(name="b", phone_number_id="2", account="second"),
        Number(name="c", phone_number_id="3", account="social"),
    ),
)


@pytest.fixture
def telemetry(monkeypatch: pytest.MonkeyPatch) -> FlushedTelemetry:
    """What is counted."""
    found = FlushedTelemetry()
    monkeypatch.setattr(access_tokens, "telemetry", lambda: found)
    return found


def tokens(secrets: MemorySecrets) -> AccessTokens:
    """Return the tokens among some secrets."""
    return AccessTokens(secrets, IDS, SETTINGS, "media.token_missing")


def test_each_numbers_account_has_its_token(telemetry: FlushedTelemetry) -> None:
    """A number's own account counts, for others the first one; a token that changes counts anew."""
    secrets = MemorySecrets({"one": {"access_token": "first"}, "two": {"access_token": "second"}})
    found = tokens(secrets)
    assert [found.of(number) for number in ("1", "2", "unlisted")] == ["first", "second", "first"]
    secrets.values["one"] = {"access_token": "new"}
    assert found.of("1") == "new"
    assert not telemetry.counts


@pytest.mark.parametrize("secret", [{}, {"app_secret": "x"}, {"access_token": ""}, {"access_token": 5}])
def test_no_token_is_counted(telemetry: FlushedTelemetry, secret: Mapping[str, object]) -> None:
    """Without a token people are told by the metric that the alarm watches."""
    with pytest.raises(SecretMissingError):
        tokens(MemorySecrets({"one": secret})).of("1")
    assert telemetry.counts == {"media.token_missing": 1}


def test_an_account_without_the_cloud_api(telemetry: FlushedTelemetry) -> None:
    """An account that has no Cloud API is an error that stays, and no alarm about tokens."""
    with pytest.raises(NoCloudApiError):
        tokens(MemorySecrets({})).of("3")
    assert not telemetry.counts
