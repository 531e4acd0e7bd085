"""An adapter's own options: read with their types, or one sentence with the key."""

from collections.abc import Callable
from typing import Any

import pytest

from appcare.config.settings import Destination
from appcare.crm.options import OptionError, Options


def options(**values: Any) -> Options:
    """Return the options of a destination."""
    return Options(Destination(name="crm", adapter="acme", options=values))


def test_options_are_read_with_their_types() -> None:
    """What is set is returned, whole numbers serving as numbers; what is not set is the default."""
    found = options(queue="care", limit=3, quiet=False)
    assert found.text("queue", "where tickets go") == "care"
    assert found.number("limit", "most at once", low=1, high=9) == 3.0
    assert found.flag("quiet", "whether nobody is told", default=True) is False
    assert found.text("team", "who is told", "all") == "all"
    assert found.text("note", "what is added", "") == ""
    assert found.number("share", "how many", 0.5, low=0, high=1) == 0.5
    assert found.flag("loud", "whether all are told", default=True) is True
    found.no_others()


@pytest.mark.parametrize(
    ("values", "read", "named"),
    [
        ({}, lambda o: o.text("queue", "where tickets go"), ["queue is missing: where tickets go."]),
        ({}, lambda o: o.number("limit", "most at once", low=1, high=9), ["limit is missing: most at once."]),
        ({}, lambda o: o.flag("quiet", "whether"), ["quiet is missing: whether."]),
        ({"queue": 1}, lambda o: o.text("queue", "where"), ["queue must be text in quotes, not 1: where."]),
        ({"queue": ""}, lambda o: o.text("queue", "where", "x"), ["queue must be text in quotes, not ''"]),
        ({"limit": True}, lambda o: o.number("limit", "most", low=0, high=9), ["a number, 0 to 9, not True"]),
        ({"limit": 10}, lambda o: o.number("limit", "most", low=0, high=9), ["a number, 0 to 9, not 10"]),
        ({"limit": "3"}, lambda o: o.number("limit", "most", low=0, high=9), ["limit must be a number"]),
        ({"quiet": 1}, lambda o: o.flag("quiet", "whether"), ["quiet must be true or false, not 1"]),
        ({"quiet": True}, lambda o: o.no_others(), ["quiet is not an option", "allowed: none."]),
        (
            {"queue": "a", "team": "b"},
            lambda o: (o.text("queue", "where"), o.flag("loud", "whether", default=False), o.no_others()),
            ["team is not an option of this adapter; allowed: loud, queue."],
        ),
    ],
    ids=lambda part: str(part) if isinstance(part, dict) else None,
)
def test_what_is_wrong_is_one_sentence(
    values: dict[str, Any], read: Callable[[Options], object], named: list[str]
) -> None:
    """It names the option, what it must be, and what it is for."""
    with pytest.raises(OptionError) as caught:
        read(options(**values))
    said = str(caught.value)
    assert said.startswith("destinations.crm.options.")
    assert [words for words in named if words not in said] == []
