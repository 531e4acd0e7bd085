"""`appcare templates` over memory."""

import pytest

from appcare.application.read_templates import ReadList
from appcare.domain.message_templates import Known, MessageTemplate
from appcare.whatsapp.message_templates import templates_of
from cli.appcare.printing import console
from playground.graph_templates import DEFAULTS
from tests.unit.cli.memory_deployment import MemoryDeployment, run, said
from tests.unit.deliveries.world import World

AT = 1_800_000_000_000


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch) -> MemoryDeployment:
    """Return a deployment that knows the double's templates, and one that a webhook told of."""
    monkeypatch.setattr(console, "width", 40)
    made = MemoryDeployment(World())
    made.waba_ids = {"main": "7", "other": "8"}
    made.known_templates.replace_all("7", templates_of({"data": list(DEFAULTS)}, "7", AT), AT)
    told = MessageTemplate(waba_id="8", name="new", language="nl", status=Known("approved", AT))
    made.known_templates.learn(told)
    return made


def test_what_is_known(deployment: MemoryDeployment) -> None:
    """A line for each template, with its state and what it needs, however narrow the terminal is."""
    lines = [" ".join(line.split()) for line in said(run(deployment, "templates", "list")).splitlines()]
    at = "2027-01-15T08:00:00Z"
    assert lines[1:] == [
        f"main order_confirmed en_US approved utility unknown values customer, button 0 url {at}",
        f"main parcel_delayed en_US approved utility green 2 values {at}",
        f"main summer_sale en_US paused marketing red {at}",
        f"other new nl approved ? ? ? {at}",
        f"The list of main was last read: {at}.",
        "The list of other was last read: never.",
    ]


def test_reading_now(deployment: MemoryDeployment) -> None:
    """Every list is told of."""
    deployment.lists = [ReadList("main", 3), ReadList("other", 1)]
    assert said(run(deployment, "templates", "read")).splitlines() == [
        "main: 3 templates.",
        "other: 1 template.",
    ]


@pytest.mark.parametrize(
    ("lists", "words"),
    [
        ([ReadList("main", 3), ReadList("other", reason="Graph error 190")], "other: not read"),
        ([], "no list"),
    ],
)
def test_a_list_that_was_not_read(deployment: MemoryDeployment, lists: list[ReadList], words: str) -> None:
    """The command fails, and says what is missing."""
    deployment.lists = lists
    result = run(deployment, "templates", "read")
    assert result.exit_code == 1
    assert words in result.output


@pytest.mark.parametrize("command", ["list", "read"])
def test_no_account(deployment: MemoryDeployment, command: str) -> None:
    """Where no account names its id, a sentence says what to set."""
    deployment.waba_ids = {}
    result = run(deployment, "templates", command)
    assert result.exit_code == 1
    assert "waba_id" in result.output
