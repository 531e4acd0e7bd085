"""Whatever Meta says reaches the CRM: in our words, or in `raw` beside them."""

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from appcare.crm.webhook.mapping import body_of
from appcare.domain.lanes import EventRef
from appcare.domain.log import UNREADABLE
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import ENVELOPE, WhatsApp
from docs.samples import SAMPLES
from docs.samples.messages import KINDS
from tests.unit.whatsapp.samples import NOW_S, YEAR_S, Json, json_values

CHANNEL = WhatsApp(lambda _number: "support")
MARK = "said by Meta alone"
REAL = {**SAMPLES, **{f"kind {kind}": sample for kind, sample in KINDS.items()}}

Path = tuple[str | int, ...]


def told(document: Json) -> str:
    """Return everything that CRMs hear of a webhook, and what is kept whole, as one text."""
    found = []
    for record in split(json.dumps(document).encode(), retention_s=YEAR_S, now_s=NOW_S).records:
        if record.kind == UNREADABLE:
            found.append(record.body.decode())
            continue
        for type_ in CHANNEL.translate(record).types:
            event = CHANNEL.event(record, EventRef(record.key, type_, "ctc_1"), raw=False)
            found.append(body_of(event).decode())
    return "\n".join(found)


def paths_in(node: Any, path: Path = ()) -> list[Path]:
    """Return the path of every object, list and leaf."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(deeper for at, one in inner for deeper in paths_in(one, (*path, at)))]


def at(node: Any, path: Path) -> Any:
    """Return what stands at a path."""
    for step in path:
        node = node[step]
    return node


def put(node: Any, path: Path, other: Any) -> Any:
    """Return JSON with something else at a path."""
    if not path:
        return other
    if isinstance(node, dict):
        return {**node, path[0]: put(node[path[0]], path[1:], other)}
    return [put(one, path[1:], other) if index == path[0] else one for index, one in enumerate(node)]


def said_in(document: Json) -> list[Path]:
    """Return the paths in a webhook's values, without the envelope around the updates."""
    change = 5
    return [
        path
        for path in paths_in(document)
        if len(path) >= change and path[4] == "value" and not ENVELOPE & set(path[change:])
    ]


@pytest.mark.parametrize("name", REAL)
def test_a_member_that_nobody_knows_is_told(name: str) -> None:
    """In every object of every documented update, something new goes out with the rest."""
    document = json.loads(REAL[name].body())
    for path in said_in(document):
        if isinstance(here := at(document, path), dict):
            assert MARK in told(put(document, path, {**here, "novelty": MARK})), path


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("odd", [MARK, [MARK], {"novelty": MARK}, [{"novelty": MARK}]])
def test_what_stands_where_something_else_is_documented_is_told(name: str, odd: Any) -> None:
    """In place of every part of every documented update, text, a list or an object goes out somehow."""
    document = json.loads(REAL[name].body())
    for path in said_in(document):
        assert MARK.lower() in told(put(document, path, odd)).lower(), path


@settings(max_examples=400)
@given(st.data())
def test_nothing_is_dropped_where_other_things_are_odd_too(data: st.DataObject) -> None:
    """The same with anything at all in another place; a second entry in `contacts` may be nobody's."""
    document = json.loads(data.draw(st.sampled_from(sorted(REAL.items())))[1].body())
    document = put(document, data.draw(st.sampled_from(said_in(document))), data.draw(json_values))
    path = data.draw(st.sampled_from(said_in(document)))
    assume(path[5:6] != ("contacts",) or len(path) == 6 or len(at(document, path[:6])) == 1)
    assert MARK.lower() in told(put(document, path, {"novelty": MARK})).lower()


@pytest.mark.parametrize("name", REAL)
def test_what_is_understood_is_not_sent_twice(name: str) -> None:
    """`raw` is there only where it says more: a sample's event is not all of Meta's update again."""
    if name in SAYS_MORE:
        return
    assert '"raw"' not in told(json.loads(REAL[name].body()))


SAYS_MORE = {"unknown", "kind unsupported", "flow.alerted", "account.payment_configuration_changed"}
