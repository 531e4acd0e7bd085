"""`docs/events.md`: the catalogue of events for who receives them."""

import json
from collections.abc import Iterator

from appcare.domain.events import EVENT_TYPES, EventData
from docs.events import Json, example_of, kind_examples, meaning, schema_of

INTRODUCTION = """\
# Events

What AppCare posts to your CRM. Each event is one JSON body ([CloudEvents 1.0](https://cloudevents.io)) with
[Standard Webhooks](https://www.standardwebhooks.com) headers. The schema of each type lies in
[schemas](schemas), all of them together in [asyncapi.json](asyncapi.json).

## What you can rely on

* **Once, by id.** An event comes at least once, always under the same `id` (also the header `webhook-id`).
  Keep the ids of the last days and drop what you have seen.
* **In order, per customer.** One customer's events come one after another: the next only when you have
  answered the one before. Different customers' come side by side. After a merge of two contacts, or where
  Meta itself is late, `data.order` tells what came first; it compares as text and says nothing within a
  second.
* **Ours stay, theirs change.** `data.contact.id` is for ever. Phone numbers, user ids and names change, and
  each may be absent: WhatsApp users may hide their number.
* **Absent means absent.** A member without a value is left out; only `data.occurred_at` may be `null`.
* **More may come.** New types and new members appear without a new version. Ignore what you do not know; what
  AppCare itself does not know comes as `unknown`, with Meta's update in `data.raw`.
* **Meta's own update** is in `data.raw` when the destination asks for it, and always where our words do not
  say it all.

## What every event has

| member | meaning |
|---|---|
"""

FAMILIES = {
    "message": "Messages",
    "media": "Files",
    "agent": "Agents",
    "conversation": "Conversations",
    "echo": "What the company writes elsewhere",
    "call": "Calls",
    "customer": "Customers",
    "preference": "Preferences",
    "consent": "Consents",
    "group": "Groups",
    "template": "Templates",
    "number": "Numbers",
    "rollout": "Gradual rollout",
    "account": "Account",
    "flow": "Flows",
    "history": "History",
    "unknown": "Everything else",
}
"""First part of a type -> heading."""


def events_page() -> str:
    """Return `docs/events.md`."""
    common = schema_of("unknown")
    envelope = {name: part for name, part in common["properties"].items() if name != "data"}
    data = common["properties"]["data"]["properties"]
    around = {f"data.{name}": data[name] for name in EventData.model_fields}
    envelope["type"] = {"description": "One of those below."}
    definitions = common["$defs"]
    rows = [_row(name, part, definitions) for name, part in {**envelope, **around}.items()]
    rows += _members(
        common["properties"]["data"], definitions, "data", only=("number", "contact", "conversation")
    )
    return INTRODUCTION + "\n".join([*rows, "", *_contents(), *_sections(), ""])


def _contents() -> Iterator[str]:
    yield from ("## All types", "", "| type | what happened |", "|---|---|")
    for type_ in EVENT_TYPES:
        yield f"| [`{type_}`](#{_anchor(type_)}) | {meaning(type_)} |"
    yield ""


def _anchor(type_: str) -> str:
    return type_.replace(".", "")


def _sections() -> Iterator[str]:
    for family, title in FAMILIES.items():
        yield from (f"## {title}", "")
        for type_ in EVENT_TYPES:
            if type_.partition(".")[0] == family:
                yield from _section(type_)


def _section(type_: str) -> Iterator[str]:
    schema = schema_of(type_)
    yield from (f"### {type_}", "", meaning(type_), "")
    definitions = schema.get("$defs", {})
    known = () if type_ == "message.received" else ("Message",)
    members = list(_members(schema["properties"]["data"], definitions, "data", known))
    if members:
        yield from ("| member | meaning |", "|---|---|", *members, "")
    yield from ("```json", _json(example_of(type_)), "```", "")
    if type_ == "message.received":
        yield from _kinds()


def _kinds() -> Iterator[str]:
    yield from ("`data.message` of each kind:", "")
    for kind, example in kind_examples().items():
        yield from (f"`{kind}`", "", "```json", _json(example), "```", "")


def _json(example: Json) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)


def _members(
    node: Json,
    definitions: Json,
    path: str,
    seen: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
) -> Iterator[str]:
    """Yield a row for each member, down to the last one; what every event has is left out, or is the only."""
    for name, part in node.get("properties", {}).items():
        common = path == "data" and name in EventData.model_fields
        if common and name not in only:
            continue
        here = f"{path}.{name}"
        if not common:
            yield _row(here, part, definitions)
        inner, many = _inner(part)
        if inner and inner not in seen:
            yield from _members(definitions[inner], definitions, here + many, (*seen, inner))


def _inner(part: Json) -> tuple[str, str]:
    """Return the definition that a member refers to, and how its path goes on."""
    if "$ref" in part:
        return part["$ref"].rpartition("/")[2], ""
    items = part.get("items", {})
    return (items["$ref"].rpartition("/")[2], "[]") if "$ref" in items else ("", "")


def _row(path: str, part: Json, definitions: Json) -> str:
    inner, many = _inner(part)
    referred = definitions[inner]["description"] if inner else _plain(part)
    told = part.get("description") or (f"A list. {referred}" if many else referred)
    return f"| `{path}` | {' '.join(told.split())} |"


def _plain(part: Json) -> str:
    if "const" in part:
        return f"Always `{part['const']}`."
    if "enum" in part:
        return ", ".join(f"`{word}`" for word in part["enum"]) + "."
    if part.get("format") == "date-time":
        return "A moment, in UTC."
    return PLAIN.get(part.get("type", ""), "")


PLAIN = {
    "array": "A list.",
    "boolean": "`true` or `false`.",
    "integer": "A whole number.",
    "number": "A number.",
    "string": "Text.",
}
"""JSON's types for people, where a name says the rest."""
