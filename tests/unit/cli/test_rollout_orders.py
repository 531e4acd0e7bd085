"""`appcare rollout` over memory: where numbers stand, and a person's grip on them."""

from dataclasses import replace

import pytest

from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.signals import Severity, Signal, SignalKind
from cli.appcare.printing import console
from tests.unit.cli.memory_deployment import MemoryDeployment, run, said
from tests.unit.deliveries.world import World
from tests.unit.rollout.moving_plans import plan_of
from tests.unit.rollout.places import WAITS
from tests.unit.rollout.world import PREFIX


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch) -> MemoryDeployment:
    """Return a deployment with a plan, at which the clock came once."""
    monkeypatch.setattr(console, "width", 40)
    made = MemoryDeployment(World())
    made.rolling.take(plan_of())
    made.rolling.tick()
    return made


def test_where_numbers_stand(deployment: MemoryDeployment) -> None:
    """The step with its share, its health, and when the next one comes."""
    shown = said(run(deployment, "rollout", "status")).split("\n")[1]
    for part in ("support", "1 % (1 of 5)", "1970-01-01T00:01:00Z", "good", "5 %, 1970-01-02T00:01:00Z at"):
        assert part in shown
    alarm = Signal(
        kind=SignalKind.ALARM, scope="", subject=f"{PREFIX}stream-age", severity=Severity.WARNING, at=9
    )
    deployment.rolling.signals.learn(alarm)
    deployment.rolling.tick()
    shown = said(run(deployment, "rollout", "status"))
    assert "alarm:stream-age" in shown
    assert "not by itself" in shown


def test_without_numbers() -> None:
    """No plan, and a plan without numbers, are said in a sentence."""
    deployment = MemoryDeployment(World())
    assert "everybody waits" in said(run(deployment, "rollout", "status"))
    deployment.rolling.take(Plan())
    assert "open to everybody" in said(run(deployment, "rollout", "status"))


def test_orders(deployment: MemoryDeployment) -> None:
    """Each is followed at once, and kept with who and why."""
    why = ("--why", "as agreed", "--by", "maria")
    assert "support is at 20 % (3 of 5)" in said(
        run(deployment, "rollout", "advance", "support", "--step", "20 %", *why)
    )
    assert "5 % (2 of 5)" in said(run(deployment, "rollout", "back", "support", *why))
    for command in ("hold", "freeze"):
        said(run(deployment, "rollout", command, "support", *why))
        assert f"{command}: maria, as agreed" in said(run(deployment, "rollout", "status"))
    said(run(deployment, "rollout", "resume", "support", *why))
    changes = [one.change for one in deployment.rolling.told()][1:]
    assert {(change.by, change.why) for change in changes} == {("maria", "as agreed")}
    assert [change.kind.value for change in changes] == [
        "advanced",
        "stepped_back",
        "held",
        "held",
        "resumed",
    ]


def test_who_is_logged_in_decides(deployment: MemoryDeployment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody else is named."""
    monkeypatch.setenv("LOGNAME", "jan")
    said(run(deployment, "rollout", "hold", "support", "--why", "x"))
    assert deployment.rolling.told()[-1].change.by == "jan"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("back", "support"), "which is the first one"),
        (("advance", "support", "--step", "6 %"), "There is no such step; there are: 1 %, 5 %"),
        (("hold", "sales"), "The plan has no such number"),
    ],
)
def test_what_cannot_be_done(deployment: MemoryDeployment, arguments: tuple[str, ...], told: str) -> None:
    """One sentence, and nothing changes."""
    result = run(deployment, "rollout", *arguments, "--why", "x")
    assert result.exit_code == 1
    assert told in result.output
    assert len(deployment.rolling.told()) == 1


@pytest.mark.parametrize("command", ["status", "hold", "resume", "freeze", "advance", "back"])
def test_every_command_has_an_example(deployment: MemoryDeployment, command: str) -> None:
    """Its help shows how it is typed; without a reason no order is taken."""
    assert f"appcare rollout {command}" in said(run(deployment, "rollout", command, "--help"))
    if command != "status":
        assert run(deployment, "rollout", command, "support").exit_code == 2


def test_who_waits(deployment: MemoryDeployment) -> None:
    """By our ids, in order; nobody is said to be nobody."""
    assert "Nobody waits for support." in said(run(deployment, "rollout", "waiting", "support"))
    for turn in range(3):
        deployment.room.wait(replace(WAITS, order=str(turn), contact_id=f"ctc_{turn}"))
    shown = said(run(deployment, "rollout", "waiting", "support", "--limit", "2"))
    assert "ctc_1" in shown
    assert "ctc_2" not in shown
    assert "3 wait." in shown
    assert "3" in said(run(deployment, "rollout", "status")).split("\n")[1]
