"""Two resolvers of State, interleaved where it hurts: one has read, the other writes, the first writes."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from appcare.aws.backoff import Backoff
from appcare.aws.state.contacts import DynamoContacts
from appcare.domain.errors import StorageError
from appcare.domain.identity import Customer, Merge, new_contact_id

BOTH = Customer("wa#1#US.1", bsuid="US.1", phone="491")
BY_PHONE = Customer("wa#1#491", phone="491")


class Counting:
    """A DynamoDB client that counts its calls by name."""

    def __init__(self, client: DynamoDBClient) -> None:
        """Count calls of `client`."""
        self._client = client
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        """Count and pass through."""
        self.calls[name] += 1
        return getattr(self._client, name)


def test_who_is_known_costs_one_read(state: tuple[DynamoDBClient, str] | None) -> None:
    """As long as names are known and agree a batch is one read and no write; a new name costs more."""
    if state is None:
        pytest.skip("memory costs nothing")
    client, table = state
    crowd = [Customer(f"wa#1#{n}", bsuid=f"US.{n}", phone=str(n), parent=f"US.ENT.{n}") for n in range(20)]
    DynamoContacts(client, table).resolve(crowd)
    counting: Any = Counting(client)

    DynamoContacts(counting, table).resolve(crowd)
    assert counting.calls == {"batch_get_item": 1}

    DynamoContacts(counting, table).resolve([*crowd, Customer("wa#2#US.1", bsuid="US.1")])
    assert counting.calls == {"batch_get_item": 3, "transact_write_items": 1}


class Interrupted:
    """A DynamoDB client that lets somebody else go first at each transaction."""

    def __init__(self, client: DynamoDBClient, interrupt: Callable[[], object]) -> None:
        """Call `interrupt` before each transaction."""
        self._client = client
        self._interrupt = interrupt
        self.transactions = 0

    def __getattr__(self, name: str) -> Any:
        """Pass everything else through."""
        return getattr(self._client, name)

    def transact_write_items(self, **call: Any) -> Any:
        """Let the other one go first."""
        self.transactions += 1
        self._interrupt()
        return self._client.transact_write_items(**call)


@pytest.mark.parametrize(("first", "second"), [(BOTH, BY_PHONE), (BY_PHONE, BOTH)])
def test_who_comes_second_follows(
    state: tuple[DynamoDBClient, str] | None, first: Customer, second: Customer
) -> None:
    """The slower resolver looks again and takes the faster one's contact, one it knew by no name."""
    if state is None:
        pytest.skip("memory has no moment between reading and writing")
    client, table = state
    others = DynamoContacts(client, table)
    slow: Any = Interrupted(client, lambda: others.resolve([second]))

    found = DynamoContacts(slow, table).resolve([first])[first]

    assert found == others.resolve([second])[second]
    assert others.resolve([first])[first] == found
    record = others.read([found.id])[found.id]
    assert set(record.partitions) == {first.partition, second.partition}
    live = [item for item in _contacts(client, table) if "merged_into" not in item]
    assert len(live) == 1


def test_a_race_without_end_is_a_storage_error(
    state: tuple[DynamoDBClient, str] | None,
) -> None:
    """Whoever loses every time gives up and says so."""
    if state is None:
        pytest.skip("memory has no moment between reading and writing")
    client, table = state
    crowd = [Customer(f"wa#1#{number}", phone=f"49{number}") for number in range(10)]
    names = iter(crowd)
    others = DynamoContacts(client, table)

    def steal() -> None:
        others.resolve([next(names)])

    slow: Any = Interrupted(client, steal)

    with pytest.raises(StorageError, match="contacts"):
        DynamoContacts(slow, table, Backoff(tries=3, sleep=lambda _: None)).resolve(crowd)
    assert slow.transactions >= 3


def test_a_proof_that_comes_while_another_merges(
    state: tuple[DynamoDBClient, str] | None,
) -> None:
    """Two who merge the same contacts at once decide the same, and one of them stores it."""
    if state is None:
        pytest.skip("memory has no moment between reading and writing")
    client, table = state
    others = DynamoContacts(client, table)
    by_id = Customer("wa#1#US.1", bsuid="US.1")
    others.resolve([BY_PHONE])
    others.resolve([by_id])
    decided: list[Merge] = []
    slow: Any = Interrupted(client, lambda: others.resolve([BOTH], lambda _, merge: decided.append(merge)))

    found = DynamoContacts(slow, table).resolve([BOTH], lambda _, merge: decided.append(merge))[BOTH]

    assert decided == [Merge(merged=new_contact_id(by_id.aliases()[0]), survivor=found.id)] * 2
    assert others.read([decided[0].merged])[decided[0].merged].id == found.id


def _contacts(client: DynamoDBClient, table: str) -> list[dict[str, Any]]:
    return client.scan(
        TableName=table,
        FilterExpression="begins_with(pk, :c)",
        ExpressionAttributeValues={":c": {"S": "contact#"}},
    )["Items"]
