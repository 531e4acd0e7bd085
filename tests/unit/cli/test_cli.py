"""The commands over memory: what is printed, what is done, and what is never shown unasked."""

import pytest
from typer.testing import CliRunner

from appcare.application.operator_ports import ParkedLetter
from appcare.memory.operator import MemoryParkedLetters
from cli.appcare import main
from cli.appcare.deployment import Deployment
from cli.appcare.destinations import is_signing_secret
from cli.appcare.printing import console
from tests.unit.cli.memory_deployment import MemoryDeployment, run, said
from tests.unit.deliveries.verifying_crm import SECRET
from tests.unit.deliveries.world import CRM, World

ANNA = "31612345678"
SPAN = ("--from", "2026-01-01T00:00:00Z", "--to", "2028-01-01T00:00:00Z")


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch) -> MemoryDeployment:
    """Return a deployment whose CRM refused one of Anna's two messages."""
    monkeypatch.setattr(console, "width", 40)
    world = World()
    world.crm.behaviour = lambda request: 400 if b"private words" in request.body else 200
    world.write(ANNA, ["private words", "good"])
    world.settle_down()
    world.crm.behaviour = lambda _: 200
    made = MemoryDeployment(world)
    conforming: Deployment = made
    assert conforming is made
    return made


def failed_event(deployment: MemoryDeployment) -> str:
    """Return the id of the event that was refused."""
    ((_, event_id),) = deployment.world.failed.deliveries
    return event_id


def test_destinations_off_and_on(deployment: MemoryDeployment) -> None:
    """A person's switch shows in the list, with its reason."""
    said(run(deployment, "destinations", "disable", CRM, "--reason", "upgrade until two"))
    shown = said(run(deployment, "destinations", "list"))
    assert "disabled" in shown
    assert "upgrade until two" in shown
    assert "open" in said(run(deployment, "destinations", "enable", CRM))
    assert "disabled" not in said(run(deployment, "destinations", "list"))


def test_what_failed_and_why(deployment: MemoryDeployment) -> None:
    """The list and the single delivery tell the reason and the attempts."""
    event_id = failed_event(deployment)
    listed = said(run(deployment, "deliveries", "list", "--state", "parked"))
    assert event_id in listed
    assert "HTTP 400" in listed
    assert "\n1 delivery." in listed
    assert "0 deliveries" in said(run(deployment, "deliveries", "list", "--state", "delivered"))
    assert "0 deliveries" in said(run(deployment, "deliveries", "list", "--since", "2099-01-01T00:00:00Z"))
    assert "HTTP 400" in said(run(deployment, "deliveries", "show", CRM, event_id))


def test_a_long_list_is_cut_and_says_so(deployment: MemoryDeployment) -> None:
    """More than the limit is announced, never left out in silence."""
    world = deployment.world
    world.crm.behaviour = lambda _: 400
    world.write(ANNA, [str(n) for n in range(4)])
    world.settle_down()
    assert "3 deliveries, and more" in said(run(deployment, "deliveries", "list", "--limit", "3"))
    assert "5 deliveries." in said(run(deployment, "deliveries", "list", "--limit", "5"))


def test_one_again(deployment: MemoryDeployment) -> None:
    """A replayed delivery reaches the CRM under its id."""
    event_id = failed_event(deployment)
    assert "rpl_" in said(run(deployment, "deliveries", "replay", CRM, event_id))
    deployment.world.settle_down()
    assert deployment.world.crm.accepted[-1] == event_id


def test_a_range_is_only_counted_without_yes(deployment: MemoryDeployment) -> None:
    """A dry run sends nothing and says so; with --yes everything goes out."""
    command = ("replay", "--destination", CRM, *SPAN)
    counted = said(run(deployment, *command))
    assert "2 events of 1 customer for inbox." in counted
    assert "Nothing was sent" in counted
    assert not deployment.world.queues.waiting(CRM)

    assert "1 event of 1 customer " in said(run(deployment, *command, "--parked"))
    assert "0 events" in said(run(deployment, *command, "--types", "media.*, call.*"))
    assert "Sent 2 events" in said(run(deployment, *command, "--yes"))
    deployment.world.settle_down()
    assert len(deployment.world.crm.seen) == 2


def test_dead_letters_back(deployment: MemoryDeployment) -> None:
    """They are counted, explained, and sent back only when a person agrees."""
    world = deployment.world
    world.write(ANNA, ["more private words"])
    world.route()
    while world.queues.waiting(CRM):
        world.queues.release([one.id for one in world.queues.receive(CRM)])
    assert "1" in said(run(deployment, "dead-letters", "list"))
    assert "no call on record" in said(run(deployment, "dead-letters", "list", CRM))

    assert run(deployment, "dead-letters", "redrive", CRM, told="n\n").exit_code == 1
    assert len(world.queues.dead_letters) == 1
    assert "Sent back 1" in said(run(deployment, "dead-letters", "redrive", CRM, told="y\n"))
    assert world.queues.dead_letters == []


def test_parked_records_again(deployment: MemoryDeployment) -> None:
    """Log records that were set aside are listed by their code, and routed."""
    world = deployment.world
    world.write(ANNA, ["set aside"])
    key = world.stream.pop().key
    deployment.parked = MemoryParkedLetters([ParkedLetter(receipt="", key=key, code="undigestible")])
    assert "undigestible" in said(run(deployment, "dead-letters", "list", "parked"))
    assert "Routed 1" in said(run(deployment, "dead-letters", "redrive", "parked", "--yes"))
    world.settle_down()
    assert b"set aside" in world.crm.calls[-1].body


def test_a_secret_is_rotated_and_not_shown(deployment: MemoryDeployment) -> None:
    """The new one is made here, both sign, and it is printed only when asked for."""
    shown = said(run(deployment, "destinations", "rotate-secret", CRM))
    made = dict(deployment.secrets.values[CRM])
    assert made["previous"] == SECRET
    assert is_signing_secret(made["current"])
    assert made["current"] not in shown
    assert "DestinationSecrets" in shown
    said(run(deployment, "destinations", "rotate-secret", CRM, "--finish"))
    assert deployment.secrets.values[CRM] == {"current": made["current"]}
    shown = said(run(deployment, "destinations", "rotate-secret", CRM, "--show"))
    assert deployment.secrets.values[CRM]["current"] in shown


def test_a_given_secret_comes_by_stdin(deployment: MemoryDeployment) -> None:
    """It never stands in the arguments; what is no secret is refused and changes nothing."""
    refused = run(deployment, "destinations", "rotate-secret", CRM, "--stdin", told="password\n")
    assert refused.exit_code == 1
    assert "no signing secret" in refused.output
    assert deployment.secrets.values[CRM]["current"] == SECRET
    new = SECRET[:-8] + "AAAAAAA="
    said(run(deployment, "destinations", "rotate-secret", CRM, "--stdin", told=f"{new}\n"))
    assert deployment.secrets.values[CRM] == {"current": new, "previous": SECRET}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("destinations", "enable", "nobody"), "There is no destination 'nobody'"),
        (("deliveries", "list", "--destination", "nobody"), "There is no destination 'nobody'"),
        (("deliveries", "show", "nobody", "evt_x"), "There is no destination 'nobody'"),
        (("deliveries", "replay", "nobody", "evt_x"), "There is no destination 'nobody'"),
        (("deliveries", "show", CRM, "evt_x"), "never failed"),
        (("deliveries", "replay", CRM, "evt_x"), "never failed"),
        (("replay", "--destination", "nobody", *SPAN), "There is no destination 'nobody'"),
        (("dead-letters", "redrive", "nobody", "--yes"), "There is no queue 'nobody'"),
        (("destinations", "rotate-secret", CRM, "--finish"), "No rotation goes on"),
    ],
)
def test_mistakes_end_in_one_sentence(
    deployment: MemoryDeployment, arguments: tuple[str, ...], sentence: str
) -> None:
    """What cannot be done says so, with status 1 and no traceback."""
    result = run(deployment, *arguments)
    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((*SPAN, "--types", "message.*,status.*"), "'status.*' fits no type"),
        (("--from", "2026-11-22T13:00:00Z", "--to", "2026-11-22T12:00:00Z"), "must be later"),
    ],
)
def test_a_range_that_can_find_nothing_is_refused(
    deployment: MemoryDeployment, options: tuple[str, ...], sentence: str
) -> None:
    """A typo is not taken for "nothing to replay"."""
    result = run(deployment, "replay", "--destination", CRM, *options)
    assert result.exit_code == 2
    assert sentence in result.output


@pytest.mark.parametrize("time", ["yesterday", "2026-11-22", "2026-11-22T12:00:00"])
def test_a_time_needs_its_zone(deployment: MemoryDeployment, time: str) -> None:
    """An hour off is a wrong replay: a time without a zone is refused."""
    assert run(deployment, "deliveries", "list", "--since", time).exit_code == 2


def test_nothing_personal_unless_asked_for(deployment: MemoryDeployment) -> None:
    """No number, name, message id or text is printed; --show prints the record's key."""
    event_id = failed_event(deployment)
    deployment.parked = MemoryParkedLetters(
        [ParkedLetter(receipt="", key=next(iter(deployment.world.log.records)), code="undigestible")]
    )
    commands = (
        ("destinations", "list"),
        ("deliveries", "list"),
        ("deliveries", "show", CRM, event_id),
        ("deliveries", "replay", CRM, event_id),
        ("replay", "--destination", CRM, *SPAN, "--yes"),
        ("dead-letters", "list", CRM),
        ("dead-letters", "list", "parked"),
    )
    printed = "".join(said(run(deployment, *command)) for command in commands)
    for private in (ANNA, "Kees", "wamid", "private words"):
        assert private not in printed
    assert ANNA in said(run(deployment, "deliveries", "show", CRM, event_id, "--show"))
    assert ANNA in said(run(deployment, "dead-letters", "list", "parked", "--show"))


@pytest.mark.parametrize(
    "command",
    [
        ("destinations", "list"),
        ("destinations", "enable"),
        ("destinations", "disable"),
        ("destinations", "rotate-secret"),
        ("deliveries", "list"),
        ("deliveries", "show"),
        ("deliveries", "replay"),
        ("replay",),
        ("dead-letters", "list"),
        ("dead-letters", "redrive"),
    ],
    ids=" ".join,
)
def test_help_has_an_example(deployment: MemoryDeployment, command: tuple[str, ...]) -> None:
    """Each command's help shows how it is typed."""
    assert f"appcare {' '.join(command)}" in said(run(deployment, *command, "--help"))


def test_without_a_deployment(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no local stack is up, the command says how to start one."""
    monkeypatch.setenv("APPCARE_LOCAL_DIR", str(tmp_path_factory.mktemp("nothing")))
    result = CliRunner().invoke(main.app, ["--local", "destinations", "list"])
    assert result.exit_code == 1
    assert "cannot be read" in result.output
