"""What a long history costs: told by the calls that were made, not by a clock."""

import json
import math
import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

import pytest

from appcare.application.channels import Channels
from appcare.application.history_ports import KnownContact
from appcare.application.merged_history import MORE_CALLS
from appcare.application.read_history import HistoryPage, HistoryQuery, ReadHistory
from appcare.aws.event_log import DynamoEventLog, item_of
from appcare.aws.history import DynamoHistory
from appcare.domain.conversation import Conversation, opened
from appcare.domain.decisions import conversation_opened
from appcare.domain.log import LogKey, LogRecord
from appcare.memory.state import MemoryConversations
from appcare.memory.telemetry import MemoryTelemetry
from appcare.whatsapp.translate import WhatsApp

MESSAGES, LIMIT = 5_000, 50
EACH = 80
"""Messages in a conversation."""
PARTITIONS = ("wa#1#31612345678", "wa#1#NL.1234567890", "wa#2#31612345678")
START = 1_790_000_000
ANNA = "ctc_anna"
MOST_UNITS = 60.0
"""A page is 50 messages of 0.8 KB, 10 units; the rest is reading ahead and the search for an opening."""


class Table:
    """A client that knows one call of DynamoDB's, what it charges for it, and who called.

    It stands for five thousand items, over which the emulators take minutes; that the call does on
    them what it does here the contract suite shows.
    """

    def __init__(self, records: list[LogRecord]) -> None:
        """Hold these records."""
        self.items: dict[str, list[tuple[str, Any]]] = {}
        for record in sorted(records, key=lambda one: one.key.sk):
            self.items.setdefault(record.key.pk, []).append((record.key.sk, item_of(record)))
        self.calls: list[dict[str, Any]] = []

    def query(self, **asked: Any) -> dict[str, Any]:
        """Return a slice of one partition; a unit for each 4 KB that was read, the rest rounded up."""
        self.calls.append(asked)
        values = asked["ExpressionAttributeValues"]
        items = self.items.get(values[":pk"]["S"], [])
        keys = [sk for sk, _ in items]
        condition = asked["KeyConditionExpression"]
        low, high = 0, len(keys)
        if ":start" in values:
            start = values[":start"]["S"]
            if " sk < " in condition:
                high = bisect_left(keys, start)
            elif " sk <= " in condition:
                high = bisect_right(keys, start)
            elif " sk > " in condition:
                low = bisect_right(keys, start)
            else:
                low = bisect_left(keys, start)
        found = [item for _, item in items[low:high]]
        if not asked["ScanIndexForward"]:
            found.reverse()
        page = found[: asked["Limit"]]
        units = max(1, math.ceil(sum(len(json.dumps(item)) for item in page) / 4096))
        more = len(page) == asked["Limit"]
        last = {"LastEvaluatedKey": {name: page[-1][name] for name in ("pk", "sk")}} if more else {}
        return {"Items": page, "ConsumedCapacity": {"CapacityUnits": float(units)}, **last}


def message(turn: int) -> LogRecord:
    """Return a message of a usual size, in one of the contact's partitions."""
    partition = PARTITIONS[turn * 7 % 3]
    wamid = f"wamid.HBgLMzE2MTIzNDU2NzgVAgASGBQzQT{turn:024d}=="
    stored = {
        "metadata": {"display_phone_number": "31201234567", "phone_number_id": partition.split("#")[1]},
        "contact": {"profile": {"name": "Anna"}, "wa_id": "31612345678"},
        "message": {
            "from": "31612345678",
            "id": wamid,
            "timestamp": f"{START + turn}",
            "type": "text",
            "text": {"body": "Where is my parcel? " * 10},
        },
    }
    key = LogKey(partition, f"{START + turn}000#{wamid}#message")
    return LogRecord(key, "message", json.dumps(stored).encode())


def openings() -> Iterator[tuple[Conversation, LogRecord]]:
    """Yield every conversation, and the message that opened it; both numbers have their own."""
    for turn in range(0, MESSAGES, EACH):
        first = {cause.key.pk.split("#")[1]: cause for cause in map(message, range(turn + 2, turn - 1, -1))}
        for number, cause in first.items():
            yield opened(ANNA, number, cause.key, int(cause.key.sk[:13])), cause


def pages(table: Table, *, newest_first: bool) -> Iterator[HistoryPage]:
    """Read the whole history, page by page."""
    conversations = MemoryConversations()
    for conversation, _ in openings():
        pair = (conversation.contact_id, conversation.number_id)
        conversations.write(conversation, conversations.read([pair]).get(pair))
    client: Any = table
    bodies: Any = None
    reader = ReadHistory(
        history=DynamoHistory(client, "log", DynamoEventLog(client, "log", bodies)),
        conversations=conversations,
        channels=Channels({"wa": WhatsApp(lambda _: "support")}),
        telemetry=MemoryTelemetry(),
    )
    contact = KnownContact(id=ANNA, partitions=frozenset(PARTITIONS))
    after = None
    while True:
        query = HistoryQuery(contact=contact, newest_first=newest_first, after=after, limit=LIMIT)
        page = reader.read(query)
        yield page
        after = page.after
        if after is None:
            return


@pytest.mark.parametrize("newest_first", [True, False])
def test_five_thousand_messages(capsys: pytest.CaptureFixture[str], *, newest_first: bool) -> None:
    """Every page costs the same few bounded queries, the last as the first; nothing is ever scanned."""
    messages = [message(turn) for turn in range(MESSAGES)]
    table = Table([*messages, *(conversation_opened(*one) for one in openings())])

    read = list(pages(table, newest_first=newest_first))

    orders = [one.key.sk for one in messages]
    assert [event.data.order for page in read for event in page.events] == (
        orders[::-1] if newest_first else orders
    )
    # The client has no other call than `query`: a scan would have been an AttributeError.
    assert {call["Limit"] for call in table.calls} == {LIMIT // len(PARTITIONS) + 1}
    assert all("FilterExpression" not in call and "IndexName" not in call for call in table.calls)
    assert len(table.calls) == sum(page.calls for page in read)
    assert max(page.calls for page in read) <= 2 * len(PARTITIONS) + MORE_CALLS
    assert max(page.read_units for page in read) <= MOST_UNITS
    named = [event.data.conversation for page in read for event in page.events]
    assert {found.id for found in named if found} == {found.id for found, _ in openings()}
    assert None not in named
    calls, units = [page.calls for page in read], [page.read_units for page in read]
    end = "newest" if newest_first else "oldest"
    with capsys.disabled():
        print(  # noqa: T201 - the figure is what this test is for
            f"\n{MESSAGES} messages in {len(PARTITIONS)} partitions, {end} first: {len(read)} pages "
            f"of {LIMIT}, {statistics.mean(calls):.1f} queries and {statistics.mean(units):.1f} units a page "
            f"(most {max(units):.1f})"
        )
