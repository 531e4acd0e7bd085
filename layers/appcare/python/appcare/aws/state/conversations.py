"""Where conversations stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.dynamo import Item, Key, number, read_number, read_text, text
from appcare.aws.state.table import StateTable
from appcare.domain.conversation import Conversation, Gate
from appcare.domain.log import LogKey, key_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

TIMES = (
    "opened_at",
    "last_inbound_at",
    "window_ends_at",
    "last_outbound_at",
    "closed_at",
    "assigned_at",
    "free_until",
    "admitted_at",
    "told_at",
)
"""Attributes that are Unix milliseconds; one that is None is not stored."""

WORDS = ("assigned_agent", "assigned_team", "gate", "place")
"""Attributes that are texts; an empty one is not stored."""

PAGE = 50
"""A company has few numbers, so this is all there is."""


class DynamoConversations:
    """`Conversations` over one item for each contact and number: the latest conversation."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table)

    def read(self, pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Conversation]:
        """Return the latest conversation for each (contact id, number id) that has one."""
        items = self._table.read(_key(*pair) for pair in pairs)
        conversations = (_conversation(item) for item in items.values())
        return {(found.contact_id, found.number_id): found for found in conversations}

    def of(self, contact_id: str) -> Sequence[Conversation]:
        """Return the latest conversation of a contact on each number, in order of the number's id."""
        items = self._table.query(
            "#pk = :pk AND begins_with(#sk, :conversation)",
            {"pk": text(_key(contact_id, "")[0]), "conversation": text(_key(contact_id, "")[1])},
            page=PAGE,
        )
        return [_conversation(item) for item in items]

    def write(self, conversation: Conversation, before: Conversation | None) -> bool:
        """Store it if what is stored still equals `before` (None: nothing); False: it does not."""
        key = _key(conversation.contact_id, conversation.number_id)
        attributes = _attributes(conversation)
        if before is None:
            return self._table.put(key, attributes, only_if="attribute_not_exists(pk)")
        stored = _attributes(before)
        equal = [f"#{name} = :{name}" for name in stored]
        absent = [f"attribute_not_exists(#{name})" for name in (*TIMES, *WORDS) if name not in stored]
        return self._table.put(key, attributes, " AND ".join(equal + absent), stored)


def _key(contact_id: str, number_id: str) -> Key:
    return f"contact#{contact_id}", f"conversation#{key_part(number_id)}"


def _attributes(conversation: Conversation) -> Item:
    times = {name: getattr(conversation, name) for name in TIMES}
    return {
        "id": text(conversation.id),
        "contact": text(conversation.contact_id),
        "number": text(conversation.number_id),
        "opened_by_pk": text(conversation.opened_by.pk),
        "opened_by_sk": text(conversation.opened_by.sk),
        "topic": text(conversation.topic),
        "first_contact": {"BOOL": conversation.first_contact},
        "unanswered": {"L": [number(at) for at in conversation.unanswered]},
        **{name: number(at) for name, at in times.items() if at is not None},
        **{name: text(word) for name in WORDS if (word := getattr(conversation, name))},
    }


def _conversation(item: Item) -> Conversation:
    return Conversation(
        id=read_text(item, "id"),
        contact_id=read_text(item, "contact"),
        number_id=read_text(item, "number"),
        opened_at=read_number(item, "opened_at") or 0,
        opened_by=LogKey(read_text(item, "opened_by_pk"), read_text(item, "opened_by_sk")),
        last_inbound_at=read_number(item, "last_inbound_at") or 0,
        window_ends_at=read_number(item, "window_ends_at") or 0,
        unanswered=tuple(int(one["N"]) for one in item.get("unanswered", {}).get("L", [])),
        last_outbound_at=read_number(item, "last_outbound_at"),
        topic=read_text(item, "topic"),
        first_contact=bool(item.get("first_contact", {}).get("BOOL")),
        free_until=read_number(item, "free_until"),
        closed_at=read_number(item, "closed_at"),
        assigned_at=read_number(item, "assigned_at"),
        assigned_agent=read_text(item, "assigned_agent"),
        assigned_team=read_text(item, "assigned_team"),
        gate=Gate(read_text(item, "gate")),
        place=read_text(item, "place"),
        admitted_at=read_number(item, "admitted_at"),
        told_at=read_number(item, "told_at"),
    )
