"""Plans for tests, the settings they are checked against, and every plan that may be deployed."""

import json
from typing import Any

from hypothesis import strategies as st

from appcare.domain.rollout.plan_check import Surroundings

SURROUNDINGS = Surroundings(
    numbers=("support", "sales", "unlisted"),
    topics=("orders", "returns"),
    knows_alarm=("queue-age", "queue-age-crm", "pager").__contains__,
    regions=("NL", "DE", "BE"),
    lacking_waiting=(),
    lacking_divert=(),
)
"""Settings with two numbers, two topics and all texts."""

CUSTOMERS = ("ctc_abc123", "+31612345678", "NL.1234567890", "DE.ENT.77aB")


def plan_text(*steps: dict[str, Any], number: str = "support") -> str:
    """Return the JSON of a plan for one number; a step without a name is called after its place."""
    named = [{"name": f"step {place}", "share": 100, **step} for place, step in enumerate(steps, 1)]
    return json.dumps({"numbers": {number: {"steps": named}}})


def _several(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), unique=True)


@st.composite
def _steps(draw: st.DrawFn) -> list[dict[str, Any]]:
    shares = sorted(draw(st.lists(st.integers(0, 10_000), min_size=1, max_size=5)))
    return [draw(_step(f"{place}", share / 100)) for place, share in enumerate(shares)]


@st.composite
def _step(draw: st.DrawFn, name: str, share: float) -> dict[str, Any]:
    allow = draw(_several(CUSTOMERS))
    warning, red = sorted(draw(st.tuples(st.integers(0, 100), st.integers(0, 100))))
    step = {
        "name": name,
        "share": share,
        "countries": draw(_several(("NL", "DE", "+316", "+4915"))),
        "known_only": draw(st.booleans()),
        "topics": draw(_several(("orders", "returns"))),
        "allow": allow,
        "deny": [one for one in draw(_several(CUSTOMERS)) if one not in allow],
        "hold_hours": draw(st.integers(1, 8760)) / 4,
        "health": {"overdue_warning": warning, "overdue_red": red, "red_alarms": draw(_several(("pager",)))},
    }
    pace = draw(st.none() | st.fixed_dictionaries({"per_hour": st.integers(1, 1_000_000)}))
    return {**step, "pace": pace} if pace else step


VALID = st.dictionaries(
    st.sampled_from(("support", "sales", "unlisted")), st.builds(lambda steps: {"steps": steps}, _steps())
).map(lambda numbers: json.dumps({"numbers": numbers}))
"""The JSON of plans that may be deployed with `SURROUNDINGS`."""
