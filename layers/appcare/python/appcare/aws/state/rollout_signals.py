"""How numbers do: one item for each thing that somebody has a word on, and counters by the hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from appcare.aws.dynamo import Item, Key, number, read_number, read_text, text
from appcare.aws.state.contacts import wall_clock
from appcare.aws.state.table import StateTable
from appcare.domain.errors import StorageError
from appcare.domain.log import digest, key_part
from appcare.domain.rollout.signals import HOUR_MS, Answers, Severity, Signal, SignalKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

SIGNALS = "rollout#signals"
"""Their partition: a few dozen items, read once a minute."""

DAY_S = 86_400
SIGNALS_KEPT_S = 30 * DAY_S
"""Meta brings an update again for a week; a word that is forgotten sooner could come back."""

MARKS_KEPT_S = 8 * DAY_S
HOURS_KEPT_S = 4 * DAY_S
SHARDS = 8
"""Counters of one hour: whoever counts at the same time should not meet at one item."""

PAGE = 200

LATER = (
    "attribute_not_exists(#at) OR #at < :at OR (#at = :at AND #severity < :severity)"
    " OR (#at = :at AND #severity = :severity AND #word < :word)"
)


class DynamoSignals:
    """`Signals` over the State table."""

    def __init__(self, client: DynamoDBClient, table: str, now: Callable[[], int] = wall_clock) -> None:
        """Use the State table `table` through `client`; `now` gives Unix milliseconds."""
        self._table = StateTable(client, table)
        self._now = now

    def learn(self, signal: Signal) -> None:
        """Keep a word unless a later one on the same thing is known."""
        order = {
            "at": number(signal.at),
            "severity": text(signal.severity),
            "word": text(signal.word),
        }
        self._table.put(_key(signal), {**order, **self._rest(signal)}, LATER, order)

    def known(self) -> Sequence[Signal]:
        """Return every word that is kept, in order of what it is about."""
        items = self._table.query("#pk = :pk", {"pk": text(SIGNALS)}, page=PAGE)
        return sorted((_signal(item) for item in items), key=lambda signal: signal.about)

    def count(self, number: str, conversation_id: str, at: int, *, overdue: bool) -> None:
        """Count a conversation, once: its mark and the counter change together, or not at all."""
        mark = f"rollout#counted#{digest(number, conversation_id)}", "mark"
        first_shard = int(digest(conversation_id), 36)
        for turn in self._table.backoff:
            if self._table.read([mark]):
                return
            # Another counter each time: the one that was busy may be so again.
            counter = _hours(number), f"{_hour(at)}#{(first_shard + turn) % SHARDS}"
            if self._table.transact(self._steps(mark, counter, overdue=overdue)):
                return
        message = "counting an answer: others were in the way again and again"
        raise StorageError(message)

    def answers(self, number: str, first: int, last: int) -> Answers:
        """Return the sum of some hours."""
        if first > last:
            return Answers()
        values = {"pk": text(_hours(number)), "first": text(_hour(first)), "last": text(f"{_hour(last)}#~")}
        where = "#pk = :pk AND #sk BETWEEN :first AND :last"
        items = list(self._table.query(where, values, page=PAGE))
        counts = [[read_number(item, name) or 0 for item in items] for name in ("looked_at", "overdue")]
        return Answers(*(sum(count) for count in counts))

    def _rest(self, signal: Signal) -> Item:
        """Return what does not decide which word is the later one; a ringing alarm is never forgotten."""
        rings = signal.kind is SignalKind.ALARM and signal.severity is not Severity.GOOD
        forgotten_at = max(self._now(), signal.until or 0) // 1000 + SIGNALS_KEPT_S
        return {
            "kind": text(signal.kind),
            "scope": text(signal.scope),
            "subject": text(signal.subject),
            **({} if signal.until is None else {"until": number(signal.until)}),
            **({} if rings else {"expires_at": number(forgotten_at)}),
        }

    def _steps(self, mark: Key, counter: Key, *, overdue: bool) -> list[dict[str, Any]]:
        now = self._now() // 1000
        change = "SET #expires_at = :expires_at ADD #looked_at :one, #overdue :late"
        values = {"expires_at": number(now + HOURS_KEPT_S), "one": number(1), "late": number(int(overdue))}
        return [
            {"Put": self._table.put_new_of(mark, {"expires_at": number(now + MARKS_KEPT_S)})},
            {"Update": self._table.update_of(counter, change, values)},
        ]


def _key(signal: Signal) -> Key:
    return SIGNALS, "#".join(key_part(part) for part in signal.about)


def _hours(name: str) -> str:
    return f"rollout#answers#{key_part(name)}"


def _hour(at: int) -> str:
    return f"{at // HOUR_MS:010d}"


def _signal(item: Item) -> Signal:
    return Signal(
        kind=SignalKind(read_text(item, "kind")),
        scope=read_text(item, "scope"),
        subject=read_text(item, "subject"),
        severity=Severity(read_text(item, "severity")),
        at=read_number(item, "at") or 0,
        word=read_text(item, "word"),
        until=read_number(item, "until"),
    )
