"""Small webhooks written for these tests, and strategies for arbitrary ones."""

import json
from typing import Any

from hypothesis import strategies as st

NOW_S = 1_800_000_000
YEAR_S = 365 * 86400
NUMBER = "106540352242922"
ACCOUNT = "102290129340398"

Json = dict[str, Any]


def webhook(*values: Json, field: str = "messages", **entry: Any) -> bytes:
    """Return a webhook with one change for each value."""
    changes = [{"field": field, "value": value} for value in values]
    document = {
        "object": "whatsapp_business_account",
        "entry": [{"id": ACCOUNT, "changes": changes, **entry}],
    }
    return json.dumps(document).encode()


def value(**parts: Any) -> Json:
    """Return a change's value with what stands around messages and statuses."""
    metadata = {"display_phone_number": "15550783881", "phone_number_id": NUMBER}
    return {"messaging_product": "whatsapp", "metadata": metadata} | parts


def text_message(wamid: str = "wamid.HBgL1", sender: str = "31612345678", **parts: Any) -> Json:
    """Return a text message."""
    said = {"from": sender, "id": wamid, "timestamp": "1799999000", "type": "text", "text": {"body": "hello"}}
    return {**said, **parts}


def status(wamid: str = "wamid.HBgL2", word: str = "delivered", **parts: Any) -> Json:
    """Return a status."""
    said = {"id": wamid, "status": word, "timestamp": "1799999001", "recipient_id": "31612345678"}
    return {**said, **parts}


def contact(wa_id: str = "31612345678", name: str = "Kees", **parts: Any) -> Json:
    """Return an entry of `contacts`."""
    return {"wa_id": wa_id, "profile": {"name": name}, **parts}


WORDS = (
    *("from", "id", "timestamp", "type", "text", "body", "status", "errors", "code", "error_data", "image"),
    *("recipient_id", "from_user_id", "wa_id", "user_id", "profile", "name", "username", "caption", "voice"),
    *("context", "metadata", "phone_number_id", "contacts", "messages", "statuses", "field", "event"),
    *(
        "calls",
        "groups",
        "message_echoes",
        "direction",
        "to",
        "wa_id",
        "history",
        "edit",
        "reaction",
        "system",
    ),
)
ODD_TEXTS = ("", "#", "a#b", "x" * 2000, "NaN", "-1", "0", "NL.1234", "+31612345678", "é", "\x00", "text")
ODD_NUMBERS = (0, -1, 1, 1_799_999_000, 1_799_999_000_000, 10**30, 1.5, -0.0, 1e300)

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(ODD_TEXTS),
    st.sampled_from(ODD_NUMBERS),
)
names = st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
json_values: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5),
    max_leaves=12,
)
json_objects = st.dictionaries(names, json_values, max_size=7)

moments = st.sampled_from(
    ("1799999000", 1_799_999_000, "1799999000123", "yesterday", True, -5, "0", None, 10**40)
)
people = st.sampled_from(("31611111111", "31622222222", "NL.111", "12025550123"))


@st.composite
def messages(draw: st.DrawFn) -> Json:
    """Draw a message: mostly as Meta documents it, sometimes not."""
    documented = {
        "from": draw(people),
        "id": "wamid." + draw(st.text("ABCab1#", min_size=1, max_size=5)),
        "timestamp": draw(moments),
        "type": draw(st.sampled_from(("text", "image", "reaction", "document", "new"))),
        "text": {"body": draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=8))},
        "image": {"id": "1", "caption": draw(scalars)},
    }
    kept = draw(st.sets(st.sampled_from(sorted(documented))))
    return {name: documented[name] for name in sorted(kept)} | draw(
        st.dictionaries(names, scalars, max_size=2)
    )


@st.composite
def statuses(draw: st.DrawFn) -> Json:
    """Draw a status."""
    documented = {
        "id": "wamid." + draw(st.text("ABCab1", min_size=1, max_size=4)),
        "status": draw(st.sampled_from(("sent", "delivered", "read", "failed", "RINGING", ""))),
        "timestamp": draw(moments),
        "recipient_id": draw(people),
        "errors": draw(st.lists(json_values, max_size=2)),
    }
    return documented | draw(st.dictionaries(names, scalars, max_size=1))


@st.composite
def values(draw: st.DrawFn) -> Json:
    """Draw a change's value."""
    parts: Json = {}
    if draw(st.booleans()):
        parts["messages"] = draw(st.lists(messages() | json_objects, max_size=4))
    if draw(st.booleans()):
        parts["statuses"] = draw(st.lists(statuses() | json_objects, max_size=4))
    for name in ("message_echoes", "calls", "user_preferences", "user_id_update", "groups"):
        if draw(st.integers(0, 5)) == 0:
            parts[name] = draw(st.lists(messages() | json_objects, max_size=2))
    if draw(st.booleans()):
        parts["contacts"] = draw(st.lists(people.map(contact) | json_values, max_size=3))
    around = value() if draw(st.booleans()) else {}
    return around | parts | draw(st.dictionaries(names, scalars, max_size=1))
