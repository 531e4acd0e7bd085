"""Splits a webhook into one log record for each thing that concerns a person, and each other change.

The receiver runs this while Meta waits: standard library only, and no judgement of content. What
cannot be split is kept whole, so that nothing is lost and everything else still goes its way.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from appcare.domain.identity import NOBODY
from appcare.domain.log import UNREADABLE, LogKey, LogRecord
from appcare.whatsapp.customer import Claims, Contacts, claims_of
from appcare.whatsapp.keys import canonical, partition, sort_key, stored, whole
from appcare.whatsapp.payload import child, children, milliseconds, text

DEEPEST = 100
"""Nesting beyond this is no webhook of Meta's, and would exhaust the stack of whoever reads it later."""

RETRIED_FOR_S = 8 * 86400
"""Meta retries for 7 days; an item must outlive that, or a retry would count as new."""

KINDS = {
    "messages": "message",
    "statuses": "status",
    "message_echoes": "echo",
    "calls": "call",
    "user_preferences": "preference",
    "user_id_update": "identity",
    "groups": "group",
}
"""List in a change -> the kind of record that each of its elements becomes."""

LISTS = frozenset({"contacts", *KINDS})
AROUND = frozenset({"messaging_product", "metadata"})
"""What stands around such elements; anything else in a change is kept as a change of its own."""

STAGES = {"status": "status", "call": "event"}
"""Kind -> what tells apart the records of one id."""

_BRACKETS = re.compile(rb'[\[{]|[\]}]|"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""Possessive, and content with a string that never ends: time and memory grow with the body, no faster."""


@dataclass(frozen=True, slots=True)
class Split:
    """What a webhook holds.

    Attributes:
        records: each key once, in the order of the webhook.
        unreadable: whether a part, or all of it, could not be split; the body is then a record, too.
        collisions: updates that have another one's key but not its content; then as well.
    """

    records: tuple[LogRecord, ...]
    unreadable: bool
    collisions: int


def split(body: bytes, *, retention_s: int, now_s: int) -> Split:
    """Split a signed body; never raises.

    Args:
        body: the raw bytes.
        retention_s: how long records are kept after their own timestamp.
        now_s: Unix seconds on arrival.
    """
    found: dict[LogKey, LogRecord] = {}
    complete, collisions = True, 0
    for update in _updates(body):
        if update is None:
            complete = False
            continue
        record = _record(update, retention_s, now_s)
        if record is None:
            complete = False
            continue
        first = found.setdefault(record.key, record)
        collisions += first.body != record.body
    unreadable = not complete or not found
    if unreadable or collisions:
        # With a collision the second update's content would be gone: the body keeps it.
        key = whole(body)
        found[key] = LogRecord(key, UNREADABLE, body)
    return Split(tuple(found.values()), unreadable, collisions)


@dataclass(frozen=True, slots=True)
class _Update:
    kind: str
    number_id: str | None
    customer: str
    at_ms: int | None
    identity: str | None
    parts: tuple[str | None, ...]
    kept: Mapping[str, Any]
    hashed: Mapping[str, Any]
    """What stands in for an id: no contact that other neighbours in the webhook might change."""


def _updates(body: bytes) -> Iterator[_Update | None]:
    """Yield what can be read, and None for each thing that cannot."""
    try:
        document = _parse(body)
    except (ValueError, RecursionError):
        yield None
        return
    entries = document.get("entry") if isinstance(document, Mapping) else None
    if not isinstance(entries, list):
        yield None
        return
    for entry in entries:
        changes = entry.get("changes") if isinstance(entry, Mapping) else None
        if not isinstance(changes, list):
            yield None
            continue
        for change in changes:
            value = change.get("value") if isinstance(change, Mapping) else None
            if isinstance(value, Mapping):
                yield from _change(entry, text(change, "field") or text(value, "field"), value)
            else:
                yield None


def _parse(body: bytes) -> Any:
    if body.count(b"{") + body.count(b"[") > DEEPEST and _depth(body) > DEEPEST:
        message = "nests too deep"
        raise ValueError(message)
    return json.loads(body.decode("utf-8"), parse_constant=_refuse)


def _refuse(constant: str) -> None:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def _depth(body: bytes) -> int:
    depth = deepest = 0
    for found in _BRACKETS.finditer(body):
        token = found[0][:1]
        if token in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token in b"]}":
            depth -= 1
    return deepest


def _change(
    entry: Mapping[str, Any], field: str | None, value: Mapping[str, Any]
) -> Iterator[_Update | None]:
    found = [(kind, update) for name, kind in KINDS.items() for update in children(value, name)]
    business = text(child(value, "metadata"), "display_phone_number")
    said = [claims_of(kind, _object(update), business) for kind, update in found]
    contacts = Contacts(children(value, "contacts"), said)
    for (kind, update), claims in zip(found, said, strict=True):
        if isinstance(update, Mapping):
            kept = stored(entry, field, value, {kind: update}, _contact(kind, contacts, claims))
            customer = NOBODY if kind == "group" else contacts.key_of(claims)
            yield _person_update(entry, kind, update, customer, kept)
        else:
            yield None
    if not found:
        yield _field_change(entry, field, value, value)
        return
    rest = {name: part for name, part in value.items() if not _is_around(name, part, field)}
    if odd := [one for one in children(value, "contacts") if not isinstance(one, Mapping | None)]:
        rest["contacts"] = odd
    if rest:
        yield _field_change(entry, field, value, rest)


def _object(update: Any) -> Mapping[str, Any]:
    return update if isinstance(update, Mapping) else {}


def _contact(kind: str, contacts: Contacts, claims: Claims) -> Mapping[str, Any]:
    return {} if kind == "group" else contacts.of(claims)


def _is_around(name: str, part: Any, field: str | None) -> bool:
    if name == "field":
        return bool(part == field)
    return name in AROUND or (name in LISTS and (part is None or isinstance(part, list)))


def _person_update(
    entry: Mapping[str, Any],
    kind: str,
    update: Mapping[str, Any],
    customer: str,
    kept: Mapping[str, Any],
) -> _Update:
    participant = (
        text(update, "recipient_participant_id", "recipient_participant_user_id")
        if kind == "status"
        else None
    )
    return _Update(
        kind=kind,
        number_id=text(child(kept, "metadata"), "phone_number_id") or text(entry, "id"),
        customer=customer,
        at_ms=milliseconds(update) or milliseconds(entry, "time"),
        identity=text(update, "id"),
        parts=(kind, text(update, STAGES[kind]) if kind in STAGES else None, participant),
        kept=kept,
        hashed={kind: update},
    )


def _field_change(
    entry: Mapping[str, Any], field: str | None, value: Mapping[str, Any], rest: Mapping[str, Any]
) -> _Update:
    name = field or "none"
    kept = stored(entry, field, value, {"value": rest})
    return _Update(
        kind=f"field.{name}",
        number_id=text(child(value, "metadata"), "phone_number_id") or text(entry, "id"),
        customer=NOBODY,
        at_ms=milliseconds(value) or milliseconds(entry, "time"),
        identity=None,
        parts=(name,),
        kept=kept,
        hashed=kept,
    )


def _record(update: _Update, retention_s: int, now_s: int) -> LogRecord | None:
    try:
        body = canonical(update.kept)
        key = LogKey(
            partition(update.number_id, update.customer),
            sort_key(
                update.at_ms,
                update.identity,
                b"" if update.identity else canonical(update.hashed),
                *update.parts,
            ),
        )
    except (ValueError, RecursionError):
        return None
    expires_at = (update.at_ms or 0) // 1000 + retention_s
    lasting = expires_at >= now_s + RETRIED_FOR_S
    return LogRecord(key, update.kind, body, expires_at if lasting else None)
