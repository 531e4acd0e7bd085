"""The API tells which templates there are and what each needs."""

from typing import Any

import pytest

from appcare.config.settings import Account, Number, Settings
from appcare.domain.message_templates import Known, MessageTemplate
from appcare.memory.templates import MemoryTemplates
from appcare.whatsapp.message_templates import templates_of
from functions.agent_api import handler, templates
from playground.graph_templates import DEFAULTS
from tests.unit.functions.api_requests import ask
from tests.unit.functions.samples import FlushedTelemetry

SUPPORT = Number(name="support", phone_number_id="1")
SALES = Number(name="sales", phone_number_id="2", account="other")
ACCOUNTS = (Account(name="main", waba_id="7"), Account(name="other"))
AT = 1_800_000_000_000


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> MemoryTemplates:
    """Return what is known: the list that the double has, of the first account."""
    found = MemoryTemplates()
    found.replace_all("7", templates_of({"data": list(DEFAULTS)}, "7", AT), AT)
    monkeypatch.setattr(templates, "known", lambda: found)
    monkeypatch.setattr(handler, "authorizer", lambda: "lambda")
    monkeypatch.setattr(handler, "telemetry", FlushedTelemetry)
    configure(monkeypatch, SUPPORT, SALES)
    return found


def configure(monkeypatch: pytest.MonkeyPatch, *numbers: Number) -> None:
    """Let these numbers be configured."""
    monkeypatch.setattr(templates, "settings", lambda: Settings(accounts=ACCOUNTS, numbers=numbers))


def listed(**query: str) -> Any:
    """Return the answer to who asks."""
    status, answer = ask("/v1/templates", **query)
    assert status == 200
    return answer


@pytest.mark.usefixtures("known")
def test_what_each_needs() -> None:
    """Every template of the number's account comes with its state and what has to be filled."""
    answer = listed(number="support")
    assert answer["read_at"] == "2027-01-15T08:00:00Z"
    confirmed, delayed, sale = answer["templates"]
    assert confirmed == {
        "name": "order_confirmed",
        "language": "en_US",
        "status": "approved",
        "usable": True,
        "category": "utility",
        "quality": "unknown",
        "header": "fixed",
        "values": 0,
        "named": ["customer"],
        "buttons": [{"type": "url", "required": True}, {"type": "quick_reply", "required": False}],
        "learnt_at": "2027-01-15T08:00:00Z",
    }
    assert (delayed["values"], delayed["buttons"]) == (2, [])
    assert (sale["status"], sale["usable"]) == ("paused", False)


def test_what_is_not_known(known: MemoryTemplates) -> None:
    """Of a template that a webhook told of, what it needs is null and not nothing."""
    known.learn(MessageTemplate(waba_id="7", name="a", language="nl", status=Known("approved", AT)))
    first = listed(number="support")["templates"][0]
    assert (first["header"], first["values"], first["named"], first["buttons"]) == (None, None, [], None)


@pytest.mark.usefixtures("known")
def test_account_that_is_not_configured() -> None:
    """Without the account's id no template is known."""
    assert listed(number="sales") == {"templates": [], "read_at": None}


@pytest.mark.usefixtures("known")
def test_which_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number may be left out where there is only one; an unknown one is refused with the names."""
    for query in ({}, {"number": "other"}):
        status, problem = ask("/v1/templates", **query)
        assert status == 400
        assert "support, sales" in problem["errors"][0]["detail"]
    configure(monkeypatch, SUPPORT)
    assert len(listed()["templates"]) == 3
