"""What every keeper of tallies does."""

from appcare.application.rollout.tally_ports import Tallies, Tally

BEGAN = 1_795_000_000_000


def test_what_is_added_is_counted(tallies: Tallies) -> None:
    """By number, and by the beginning of the step."""
    assert tallies.read("support", BEGAN) == Tally()
    for tally in (Tally(admitted=1), Tally(diverted=2), Tally(admitted=3)):
        tallies.add("support", BEGAN, tally)
    tallies.add("support", BEGAN + 1, Tally(admitted=1))
    tallies.add("sales", BEGAN, Tally(diverted=1))
    assert tallies.read("support", BEGAN) == Tally(admitted=4, diverted=2)
    assert tallies.read("support", BEGAN + 1) == Tally(admitted=1)
    assert tallies.read("sales", BEGAN) == Tally(diverted=1)
