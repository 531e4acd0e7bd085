"""How far each message of ours has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.dynamo import Key, number, read_number, read_text, text
from appcare.aws.state.contacts import wall_clock
from appcare.aws.state.table import StateTable
from appcare.domain.log import digest
from appcare.domain.progress import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.domain.log import LogKey
    from appcare.domain.progress import Progress

KEPT_S = 35 * 86_400
"""Meta delivers for 30 days and repeats a webhook for 7; a later status finds nothing and is told."""


class DynamoProgresses:
    """`Progresses` over one item for each message: its furthest stage, and which record made each step."""

    def __init__(self, client: DynamoDBClient, table: str, now: Callable[[], int] = wall_clock) -> None:
        """Use the State table `table` through `client`; `now` gives Unix milliseconds."""
        self._table = StateTable(client, table)
        self._now = now

    def advance(self, step: Progress, cause: LogKey, beside: Collection[LogKey] = ()) -> bool:
        """Remember a step of a message; False: the message is as far or further without it."""
        key, made_by, record = _key(step), _made_by(step), _record(cause)
        advanced = self._table.update(
            key,
            f"SET #stage = :stage, #{made_by} = :record, #expires_at = :expires_at",
            {
                "stage": number(step.stage.value),
                "record": text(record),
                "expires_at": number(self._now() // 1000 + KEPT_S),
            },
            only_if="attribute_not_exists(#stage) OR #stage < :stage",
        )
        if advanced:
            return True
        item = self._table.read([key]).get(key, {})
        ours = {_record(one) for one in beside}
        further = [item.get(_made_by_stage(stage)) for stage in Stage if stage > step.stage]
        return read_text(item, made_by) == record and all(one["S"] in ours for one in further if one)

    def behind(self, steps: Iterable[tuple[Progress, LogKey]]) -> frozenset[LogKey]:
        """Return the causes whose step was none when it came, as far as that is remembered."""
        asked = list(steps)
        items = self._table.read(_key(step) for step, _ in asked)
        return frozenset(
            cause
            for step, cause in asked
            if (item := items.get(_key(step))) and read_text(item, _made_by(step)) != _record(cause)
        )

    def reached(self, our_ids: Iterable[str]) -> Mapping[str, Stage]:
        """Return the furthest stage of each message that a status was seen of, strongly consistent."""
        keys = {_message_key(one): one for one in our_ids}
        items = self._table.read(keys)
        return {keys[key]: Stage(read_number(item, "stage") or Stage.SENT) for key, item in items.items()}


def _made_by(step: Progress) -> str:
    return _made_by_stage(step.stage)


def _made_by_stage(stage: Stage) -> str:
    return f"made_by_{stage:d}"


def _record(cause: LogKey) -> str:
    return digest(cause.pk, cause.sk)


def _key(step: Progress) -> Key:
    return _message_key(step.message_id)


def _message_key(message_id: str) -> Key:
    return f"message#{digest(message_id)}", "progress"
