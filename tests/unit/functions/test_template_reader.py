"""The daily reading, account by account."""

from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from appcare.application.read_templates import ReadList, ReadTemplates
from appcare.config.environment import TemplateReaderEnvironment
from appcare.config.settings import Account, Settings
from appcare.domain.delivery import Refusal, Rejected
from appcare.domain.errors import StorageError
from appcare.domain.message_templates import MessageTemplate
from appcare.memory.clock import MovedClock
from appcare.memory.templates import MemoryTemplates
from functions.template_reader import handler, wiring
from tests.unit.functions.samples import FlushedTelemetry

SETTINGS = Settings(
    accounts=(
        Account(name="main", waba_id="7"),
        Account(name="second", waba_id="8"),
        Account(name="unnamed"),
        Account(name="social", source="social", waba_id="9"),
    )
)


class Source:
    """Has a template for the account `main`, and no token for any other."""

    def templates(self, account: str, waba_id: str, at: int) -> Sequence[MessageTemplate] | Rejected:
        """Answer."""
        del at
        if account != "main":
            return Rejected(Refusal.AUTH, "access token missing")
        return [MessageTemplate(waba_id=waba_id, name="sale", language="nl")]


def test_each_account_that_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """One list that cannot be had does not keep the others from being read; whoever asked is told of each."""
    telemetry, known = FlushedTelemetry(), MemoryTemplates()
    reading = ReadTemplates(Source(), known, MovedClock(1_000), telemetry)
    monkeypatch.setattr(handler, "read_templates", lambda: reading)
    monkeypatch.setattr(handler, "telemetry", lambda: telemetry)
    monkeypatch.setattr(wiring, "settings", lambda: SETTINGS)
    assert handler.lambda_handler({}, None) == {
        "lists": [
            {"account": "main", "templates": 1, "reason": ""},
            {"account": "second", "templates": 0, "reason": "access token missing"},
        ]
    }
    assert [one.name for one in known.all("7")] == ["sale"]
    assert telemetry.flushed == 1
    assert telemetry.counts["templates.read_failed"] == 1


def test_trouble_of_ours_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be kept fails the invocation, and what was counted is written all the same."""

    def read(account: str, waba_id: str) -> ReadList:
        raise StorageError(account + waba_id)

    telemetry = FlushedTelemetry()
    monkeypatch.setattr(handler, "read_templates", lambda: SimpleNamespace(read=read))
    monkeypatch.setattr(handler, "telemetry", lambda: telemetry)
    monkeypatch.setattr(wiring, "settings", lambda: SETTINGS)
    with pytest.raises(StorageError):
        handler.lambda_handler({}, None)
    assert telemetry.flushed == 1


def test_wiring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader can be put together from what it is told, without asking anybody yet."""
    told = TemplateReaderEnvironment(state_table="state", account_secrets={"whatsapp/main": "one"})
    monkeypatch.setattr(wiring, "environment", lambda: told)
    monkeypatch.setattr(wiring, "settings", lambda: SETTINGS)
    monkeypatch.setattr(wiring, "client", lambda _service: None)
    assert isinstance(wiring.read_templates.__wrapped__(), ReadTemplates)
