"""What the log does with DynamoDB's partial answers, and what its items look like."""

import base64
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from appcare.aws.backoff import Backoff
from appcare.aws.event_log import DynamoEventLog, body_key, item_of
from appcare.domain.errors import StorageError, UndigestibleError
from appcare.domain.log import LogKey, LogRecord

AT_ONCE = Backoff(tries=3, sleep=lambda _: None)
LARGE = b"x" * 300_001


def record(sk: str = "1", body: bytes = b"{}", expires_at: int | None = None) -> LogRecord:
    """Return a record."""
    return LogRecord(LogKey("wa#1#2", sk), "message", body, expires_at)


class ScriptedTable:
    """A DynamoDB client that leaves things unprocessed as it was told, or fails."""

    def __init__(self, unprocessed: list[int], error: Exception | None = None) -> None:
        """Leave so many of each call's items or keys unprocessed; afterwards none."""
        self._unprocessed: Iterator[int] = iter(unprocessed)
        self._error = error
        self.calls: list[list[dict[str, Any]]] = []
        self.steps: list[str] = []

    def batch_write_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - AWS's name
        """Take all but the last few."""
        self.steps.append("item")
        if self._error:
            raise self._error
        (table, puts), *_ = RequestItems.items()
        self.calls.append([put["PutRequest"]["Item"] for put in puts])
        left = puts[len(puts) - next(self._unprocessed, 0) :]
        return {"UnprocessedItems": {table: left} if left else {}}

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - AWS's name
        """Give all but the last few."""
        if self._error:
            raise self._error
        (table, wanted), *_ = RequestItems.items()
        assert wanted["ConsistentRead"]
        keys = wanted["Keys"]
        self.calls.append(keys)
        done = len(keys) - next(self._unprocessed, 0)
        items = [item_of(record(key["sk"]["S"])) for key in keys[:done]]
        left = {**wanted, "Keys": keys[done:]}
        return {"Responses": {table: items}, "UnprocessedKeys": {table: left} if keys[done:] else {}}


class Bodies:
    """A bucket."""

    def __init__(self, steps: list[str] | None = None) -> None:
        """Start empty; note each put in `steps`."""
        self.stored: dict[str, bytes] = {}
        self.steps = [] if steps is None else steps

    def put(self, key: str, body: bytes) -> None:
        """Store."""
        self.steps.append("body")
        self.stored[key] = body

    def get(self, key: str) -> bytes | None:
        """Return what is stored."""
        return self.stored.get(key)


def log(table: ScriptedTable, bodies: Bodies | None = None) -> DynamoEventLog:
    """Return a log over doubles."""
    client: Any = table
    bucket: Any = bodies or Bodies()
    return DynamoEventLog(client, "log", bucket, AT_ONCE)


def test_what_stayed_unprocessed_is_put_again() -> None:
    """Only the rest goes into the next call."""
    table = ScriptedTable([2, 1])

    log(table).append([record("1"), record("2"), record("3")])

    assert [len(call) for call in table.calls] == [3, 2, 1]


def test_putting_gives_up_at_some_point() -> None:
    """What stays unprocessed for good is a storage error, so that Meta comes again."""
    table = ScriptedTable([1] * 9)

    with pytest.raises(StorageError, match="unprocessed"):
        log(table).append([record()])
    assert len(table.calls) == AT_ONCE.tries


def test_what_stayed_unprocessed_is_read_again() -> None:
    """An unprocessed key is asked for until it is answered."""
    table = ScriptedTable([2, 1])

    found = log(table).read([LogKey("wa#1#2", sk) for sk in "123"])

    assert {key.sk for key in found} == {"1", "2", "3"}


def test_an_unprocessed_key_is_no_absence() -> None:
    """A key that stays unprocessed is a storage error, never a missing record."""
    with pytest.raises(StorageError, match="unprocessed"):
        log(ScriptedTable([1] * 9)).read([LogKey("wa#1#2", "1")])


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "Throttling", "Message": "wa#1#2"}}, "BatchWriteItem"),
        EndpointConnectionError(endpoint_url="http://localhost"),
    ],
)
def test_no_error_of_the_sdk_leaves(error: Exception) -> None:
    """Whatever goes wrong there is a storage error here, without AWS's text, which may quote keys."""
    table = ScriptedTable([], error)

    with pytest.raises(StorageError) as put:
        log(table).append([record()])
    with pytest.raises(StorageError) as read:
        log(table).read([record().key])
    assert "wa#1#2" not in f"{put.value}{read.value}"


def test_a_call_holds_25_items() -> None:
    """DynamoDB refuses more as a whole."""
    table = ScriptedTable([])

    log(table).append([record(str(number)) for number in range(51)])

    assert [len(call) for call in table.calls] == [25, 25, 1]


def test_a_call_stays_within_its_size() -> None:
    """Bodies that are large together are spread over calls."""
    table = ScriptedTable([])

    log(table).append([record(str(number), b"x" * 299_000) for number in range(20)])

    assert [len(call) for call in table.calls] == [8, 8, 4]


def test_a_large_body_is_stored_before_its_item() -> None:
    """Whoever sees the item finds the body."""
    table = ScriptedTable([])

    log(table, Bodies(table.steps)).append([record("1", LARGE)])

    assert table.steps == ["body", "item"]


def test_the_item_of_a_text() -> None:
    """Text stands as text, so that an operator can read it."""
    assert item_of(record("1", b'{"a":1}', expires_at=5)) == {
        "pk": {"S": "wa#1#2"},
        "sk": {"S": "1"},
        "kind": {"S": "message"},
        "body": {"S": '{"a":1}'},
        "expires_at": {"N": "5"},
    }


def test_the_item_of_bytes_that_are_no_text() -> None:
    """What is not UTF-8 stands as bytes."""
    assert item_of(record(body=b"\xff"))["body"] == {"B": b"\xff"}


def test_the_item_of_a_large_body() -> None:
    """It names the object by the body's hash, and a record without expiry has none."""
    item = item_of(record(body=LARGE))

    assert item["body_ref"] == {"S": body_key(LARGE)}
    assert not {"body", "expires_at"} & set(item)


@pytest.mark.parametrize("body", [b"{}", b"", b"\xff\x00", LARGE])
def test_a_stream_image_becomes_the_record(body: bytes) -> None:
    """The SDK's image and the one that Lambda hands over as JSON say the same."""
    one = record("1", body, expires_at=7)
    bodies = Bodies()
    bodies.put(body_key(LARGE), LARGE)
    image = item_of(one)
    as_json = {
        name: {kind: base64.b64encode(value).decode() if kind == "B" else value}
        for name, typed in image.items()
        for kind, value in typed.items()
    }

    reader = log(ScriptedTable([]), bodies)

    assert reader.record_from_image(image) == one
    assert reader.record_from_image(as_json) == one


@pytest.mark.parametrize(
    "image",
    [
        {},
        {"pk": {"S": "1"}, "sk": {"S": "2"}},
        {"pk": {"S": "1"}, "sk": {"S": "2"}, "kind": {"S": "x"}, "body": {}},
        {"pk": {"S": "1"}, "sk": {"S": "2"}, "kind": {"S": "x"}, "body": {"B": "?"}},
        {"pk": "1", "sk": {"S": "2"}, "kind": {"S": "x"}, "body": {"S": ""}},
        {**item_of(record()), "expires_at": {"N": "soon"}},
        item_of(record(body=LARGE)),
    ],
)
def test_an_image_of_something_else_cannot_be_digested(image: dict[str, Any]) -> None:
    """A foreign item, or one whose body is gone, is the router's to park."""
    with pytest.raises(UndigestibleError):
        log(ScriptedTable([])).record_from_image(image)


def test_the_receivers_modules_load_neither_pydantic_nor_boto3() -> None:
    """A cold start of the function that Meta waits for pays for neither."""
    program = (
        "import sys, appcare.aws.event_log, appcare.aws.bodies, appcare.aws.secrets;"
        "print([m for m in ('pydantic', 'boto3', 'httpx', 'aws_lambda_powertools') if m in sys.modules])"
    )

    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own text

    assert told.stdout.strip() == "[]"
