"""`appcare prices` over memory."""

import json
from datetime import date

import pytest

from appcare.domain.prices import Counted, Price, Priced
from tests.unit.cli.memory_deployment import MemoryDeployment, run, said
from tests.unit.deliveries.world import World

NOVEMBER = ("--from", "2026-11-01", "--to", "2026-11-30")


@pytest.fixture
def deployment() -> MemoryDeployment:
    """Return a deployment that sent three messages from two numbers."""
    made = MemoryDeployment(World())
    service, unsaid = Price("service", "regular", billable=True), Price()
    for turn, (number, price) in enumerate((("7", service), ("7", service), ("8", unsaid))):
        made.counted.count([Counted(number, date(2026, 11, 22), Priced(f"w{turn}", price))])
    return made


def test_a_table(deployment: MemoryDeployment) -> None:
    """A line for each number, day and price, and the sum."""
    shown = said(run(deployment, "prices", *NOVEMBER)).splitlines()
    assert [line.split() for line in shown[1:3]] == [
        ["2026-11-22", "7", "service", "regular", "yes", "2"],
        ["2026-11-22", "8", "1"],
    ]
    assert shown[3] == "3 messages, 2 billable."


def test_for_programs(deployment: MemoryDeployment) -> None:
    """JSON, and of one number only where it is asked for."""
    assert json.loads(said(run(deployment, "prices", *NOVEMBER, "--number", "8", "--json"))) == [
        {"day": "2026-11-22", "number": "8", "category": "", "type": "", "billable": None, "messages": 1}
    ]


def test_of_days_without_messages(deployment: MemoryDeployment) -> None:
    """Nothing is told of days that were not asked for."""
    assert "0 messages, 0 billable." in said(
        run(deployment, "prices", "--from", "2026-11-23", "--to", "2026-11-23")
    )


@pytest.mark.parametrize(
    "days",
    [("2026-11-22T00:00:00Z", "2026-11-23"), ("2026-11-23", "2026-11-22"), ("2020-01-01", "2026-01-01")],
)
def test_days_that_cannot_be(deployment: MemoryDeployment, days: tuple[str, str]) -> None:
    """They are refused in a sentence."""
    result = run(deployment, "prices", "--from", days[0], "--to", days[1])
    assert result.exit_code == 2
    assert "day" in result.output
