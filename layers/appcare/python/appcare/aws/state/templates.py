"""The message templates of each WhatsApp Business Account."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from appcare.aws.backoff import Backoff
from appcare.aws.dynamo import Item, Key, number, read_number, read_text, text
from appcare.aws.state.table import StateTable
from appcare.domain.errors import StorageError
from appcare.domain.log import key_part
from appcare.domain.message_templates import APPROVED, DELETED, Blanks, Known, MessageTemplate, Shape, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

PAGE = 100
DELETED_KEPT_S = 90 * 86_400
"""A deleted template's name is free again after 30 days; until then whoever asks learns why it is gone."""

WORDS = ("status", "category", "quality")


class DynamoTemplates:
    """`Templates` over one item for each template and language; an account's lie in one partition."""

    def __init__(self, client: DynamoDBClient, table: str, backoff: Backoff | None = None) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table)
        self._backoff = backoff or Backoff()

    def read(self, waba_id: str, name: str) -> Sequence[MessageTemplate]:
        """Return what is known of a template in each of its languages, in their order."""
        return list(self._query(waba_id, f"template#{key_part(name)}#"))

    def all(self, waba_id: str) -> Sequence[MessageTemplate]:
        """Return what is known of every template of an account, by name and language."""
        found = self._query(waba_id, "template#")
        return sorted(found, key=lambda template: (template.name, template.language))

    def usable(self, waba_id: str, most: int) -> Sequence[str]:
        """Return the names of at most so many templates that are approved in a language, in order."""
        names: dict[str, None] = {}
        for template in self._query(waba_id, "template#"):
            if template.status.value == APPROVED:
                names[template.name] = None
            if len(names) >= most:
                break
        return list(names)

    def read_at(self, waba_id: str) -> int:
        """Return when the account's list was last read in full, Unix milliseconds; 0: never."""
        key = _read_key(waba_id)
        return read_number(self._table.read([key]).get(key, {}), "at") or 0

    def learn(self, learnt: MessageTemplate) -> None:
        """Take what is said of a template; what is older than what is known changes nothing."""
        key = _key(learnt)
        for _ in self._backoff:
            item = self._table.read([key]).get(key)
            if self._store(learnt, item):
                return
        message = "a template's state changed faster than it could be stored"
        raise StorageError(message)

    def replace_all(self, waba_id: str, read: Sequence[MessageTemplate], at: int) -> None:
        """Take an account's list, read in full at this moment; what it does not hold is deleted."""
        listed = {(one.name, one.language) for one in read}
        gone = [one.gone(at) for one in self.all(waba_id) if (one.name, one.language) not in listed]
        for one in (*read, *gone):
            self.learn(one)
        self._table.update(
            _read_key(waba_id),
            "SET #at = :at",
            {"at": number(at)},
            only_if="attribute_not_exists(#at) OR #at < :at",
        )

    def _store(self, learnt: MessageTemplate, item: Item | None) -> bool:
        """Store what is known with what was learnt; False: somebody else was first."""
        if item is None:
            return self._table.put(_key(learnt), _attributes(learnt, 1), "attribute_not_exists(pk)")
        known = _template(item)
        after = known.with_later(learnt)
        if after == known:
            return True
        version = read_number(item, "version") or 0
        return self._table.put(
            _key(learnt), _attributes(after, version + 1), "#version = :version", {"version": number(version)}
        )

    def _query(self, waba_id: str, prefix: str) -> Iterator[MessageTemplate]:
        values = {"pk": text(_partition(waba_id)), "prefix": text(prefix)}
        items = self._table.query("#pk = :pk AND begins_with(#sk, :prefix)", values, page=PAGE)
        return (_template(item) for item in items)


def _partition(waba_id: str) -> str:
    return f"templates#{key_part(waba_id)}"


def _key(template: MessageTemplate) -> Key:
    return _partition(template.waba_id), f"template#{key_part(template.name)}#{key_part(template.language)}"


def _read_key(waba_id: str) -> Key:
    return _partition(waba_id), "read"


def _attributes(template: MessageTemplate, version: int) -> Item:
    attributes: Item = {
        "waba": text(template.waba_id),
        "name": text(template.name),
        "language": text(template.language),
        "version": number(version),
        "shape": text(json.dumps(asdict(template.shape.value))),
        "shape_at": number(template.shape.at),
    }
    for word in WORDS:
        known: Known[str] = getattr(template, word)
        attributes |= {word: text(known.value), f"{word}_at": number(known.at)}
    if template.status.value == DELETED:
        attributes["expires_at"] = number(template.status.at // 1000 + DELETED_KEPT_S)
    return attributes


def _template(item: Item) -> MessageTemplate:
    words = {word: Known(read_text(item, word), read_number(item, f"{word}_at") or 0) for word in WORDS}
    return MessageTemplate(
        waba_id=read_text(item, "waba"),
        name=read_text(item, "name"),
        language=read_text(item, "language"),
        shape=Known(_shape(json.loads(read_text(item, "shape"))), read_number(item, "shape_at") or 0),
        **words,
    )


def _shape(stored: dict[str, Any]) -> Shape:
    body, buttons = stored["body"], stored["buttons"]
    return Shape(
        header=stored["header"],
        body=None if body is None else Blanks(body["count"], tuple(body["names"])),
        buttons=None if buttons is None else tuple(Slot(**one) for one in buttons),
        beyond=stored["beyond"],
    )
