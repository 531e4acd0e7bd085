"""How many different customers each account may write to in 24 hours, and who they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.dynamo import Item, Key, number, read_number
from appcare.aws.state.table import StateTable
from appcare.domain.errors import StorageError
from appcare.domain.portfolio import HOUR_MS, HOURS, UNLIMITED, Starts

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.aws.backoff import Backoff

KEPT_S = (HOURS + 2) * 3600


class DynamoPortfolioLimit:
    """`PortfolioLimit` over an item for each account, one for its limit, and one for each customer.

    The account's item has the counts of at most 25 hours and a version; it and the customer's change
    in one transaction, so that nobody is counted twice or not at all.
    """

    def __init__(self, client: DynamoDBClient, table: str, backoff: Backoff | None = None) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table, backoff)

    def take(self, account: str, contact_id: str, default: int, now: int) -> int:
        """Count a customer in.

        Raises:
            StorageError: others were first at every try.
        """
        counted, theirs, limited = _counts(account), _customer(account, contact_id), _limit(account)
        for _ in self._table.backoff:
            items = self._table.read([counted, theirs, limited])
            learnt = read_number(items.get(limited, {}), "limit")
            limit = default if learnt is None else learnt
            if limit == UNLIMITED:
                return now
            starts = _starts(items.get(counted, {}))
            hour = read_number(items.get(theirs, {}), "hour")
            until = starts.free_at(hour, limit, now)
            if until > now or (hour or 0) >= now // HOUR_MS:
                return until
            version = read_number(items.get(counted, {}), "version") or 0
            after = starts.with_start(hour, now)
            if self._stored(counted, theirs, after, version, now):
                return now
        message = "counting a customer in: others kept being first"
        raise StorageError(message)

    def learn(self, account: str, limit: int, at: int) -> None:
        """Keep the limit that was told last."""
        self._table.put(
            _limit(account),
            {"limit": number(limit), "told_at": number(at)},
            "attribute_not_exists(#told_at) OR #told_at < :told_at",
            {"told_at": number(at)},
        )

    def _stored(self, counted: Key, theirs: Key, after: Starts, version: int, now: int) -> bool:
        hours: Item = {"M": {str(hour): number(count) for hour, count in after.by_hour.items()}}
        customer: Item = {"hour": number(now // HOUR_MS), "expires_at": number(now // 1000 + KEPT_S)}
        counts: Item = {"hours": hours, "version": number(version + 1)}
        unchanged = "attribute_not_exists(#version)" if not version else "#version = :version"
        read: Item = {"version": number(version)} if version else {}
        return self._table.transact(
            [
                {"Put": self._table.put_if_of(counted, counts, unchanged, read)},
                {"Put": self._table.put_of(theirs, customer)},
            ]
        )


def _counts(account: str) -> Key:
    return f"portfolio#{account}", "starts"


def _limit(account: str) -> Key:
    return f"portfolio#{account}", "limit"


def _customer(account: str, contact_id: str) -> Key:
    return f"start#{account}#{contact_id}", "start"


def _starts(item: Item) -> Starts:
    hours = item.get("hours", {}).get("M", {})
    return Starts({int(hour): int(count["N"]) for hour, count in hours.items()})
