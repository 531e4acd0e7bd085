"""Each code of Meta's table in turn: what happens, and when it is tried again."""

from rich.console import Console
from rich.table import Table

from appcare.domain.destination import DestinationStatus
from appcare.domain.events.agents import Reply
from appcare.whatsapp.failures import FAILURES, Does
from appcare.whatsapp.graph import Answer as GraphAnswer
from appcare.whatsapp.refusals import refusal
from tests.unit.sending.meta_double import Answer
from tests.unit.sending.world import SUPPORT, SendingWorld

ANNA, BOB = "31600000001", "31600000002"
REFUSALS = 2
"""How often Meta says the code before it takes the message."""


class Story:
    """Meta answers one message with a code, twice, and takes it then; another customer's message goes by."""

    def __init__(self, code: int) -> None:
        self.world = world = SendingWorld()
        for customer in (ANNA, BOB):
            world.write(customer)
        world.settle()
        self.left = REFUSALS
        self.code = code
        world.meta.answers = self._answer
        self.message = world.answer(ANNA, Reply(id="-", destination="desk", text="hello"))
        self.behind = world.answer(ANNA, Reply(id="-", destination="desk", text="behind"))
        self.other = world.answer(BOB, Reply(id="-", destination="desk", text="other"))
        self.paused = False
        for _ in range(14):
            world.settle(10)
            if world.states.read(SUPPORT).status is DestinationStatus.DISABLED:
                self.paused = True
                world.states.open(SUPPORT)

    @property
    def calls(self) -> list[int]:
        """When Meta was called for the message, seconds after the first call."""
        at = [moment for moment, our_id in self.world.meta.called if our_id == self.message]
        return [(moment - at[0]) // 1000 for moment in at]

    @property
    def arrived(self) -> list[str]:
        """What Meta took, in order."""
        return [one.our_id for one in self.world.meta.taken]

    def _answer(self, our_id: str, _now: int) -> Answer | None:
        if our_id != self.message or not self.left:
            return None
        self.left -= 1
        said = {"error": {"code": self.code, "message": f"(#{self.code})"}}
        return refusal(GraphAnswer(400, said), self.world.meta.attempt)


def row(code: int) -> tuple[str, str, str, str]:
    """Tell of a code: no final one is tried twice, none is lost, and what follows comes after it."""
    story = Story(code)
    told = story.world.told_of(story.message)
    sent = story.message in story.arrived
    what = "sent in the end" if sent else "given up at once" if len(story.calls) == 1 else "given up"
    again = ", ".join(map(str, story.calls[1:])) or "-"
    if FAILURES[code].does is Does.FAIL:
        assert len(story.calls) == 1
    assert sent != (told == ["message.failed"])
    ours = [one for one in story.arrived if one != story.other]
    assert ours == [*([story.message] if sent else []), story.behind]
    assert story.arrived.count(story.other) == 1
    assert not story.world.waiting()
    return str(code), f"paused; {what}" if story.paused else what, again, ", ".join(told) or "-"


def test_each_code() -> None:
    """What happens for each code, as a table for `pytest -s`."""
    table = Table("code", "what happened", "tried again after (s)", "told", title="Meta's codes")
    for code in FAILURES:
        table.add_row(*row(code))
    Console(width=110).print(table)
    assert table.row_count == len(FAILURES) > 0
