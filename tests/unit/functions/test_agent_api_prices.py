"""The API over memory: how many messages had which price."""

from datetime import date

import pytest

from appcare.application.count_prices import ReadPrices
from appcare.domain.prices import Counted, Price, Priced
from appcare.memory.prices import MemoryPrices
from functions.agent_api import handler, prices, routes
from tests.unit.functions.api_requests import ask
from tests.unit.functions.samples import FlushedTelemetry

SERVICE = Price("service", "regular", billable=True)


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> MemoryPrices:
    """Two numbers sent three messages."""
    found, telemetry = MemoryPrices(), FlushedTelemetry()
    for turn, number in enumerate(("7", "7", "8")):
        found.count([Counted(number, date(2026, 11, 22), Priced(f"w{turn}", SERVICE))])
    monkeypatch.setattr(prices, "read_prices", lambda: ReadPrices(found))
    monkeypatch.setattr(prices, "number_name", {"7": "support", "8": "sales"}.__getitem__)
    monkeypatch.setattr(handler, "authorizer", lambda: "lambda")
    for module in (handler, routes):
        monkeypatch.setattr(module, "telemetry", lambda: telemetry)
    return found


def test_all_numbers() -> None:
    """Each number's name stands beside its id; both days belong to the answer."""
    status, found = ask("/v1/prices", **{"from": "2026-11-22", "to": "2026-11-22"})
    assert status == 200
    assert found["prices"][0] == {
        "day": "2026-11-22",
        "number": {"id": "7", "name": "support"},
        "category": "service",
        "type": "regular",
        "billable": True,
        "messages": 2,
    }
    assert [(one["number"]["name"], one["messages"]) for one in found["prices"]] == [
        ("support", 2),
        ("sales", 1),
    ]


def test_one_number() -> None:
    """Nothing is told of the others."""
    status, found = ask("/v1/prices", **{"from": "2026-11-01", "to": "2026-11-30", "number": "8"})
    assert (status, [one["messages"] for one in found["prices"]]) == (200, [1])


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"to": "2026-11-30"}, "#/query/from"),
        ({"from": "yesterday", "to": "2026-11-30"}, "#/query/from"),
        ({"from": "2026-11-30", "to": "2026-11-01"}, "#/query/to"),
        ({"from": "2020-01-01", "to": "2026-11-30"}, "#/query/to"),
        ({"from": "2026-11-01", "to": "2026-11-30", "number": "support"}, "#/query/number"),
    ],
)
def test_bad_input(query: dict[str, str], pointer: str) -> None:
    """What is wrong is named."""
    status, problem = ask("/v1/prices", **query)
    assert (status, [one["pointer"] for one in problem["errors"]]) == (400, [pointer])
