"""What every store of receipts does."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from appcare.application.reply_ports import Receipts
from appcare.aws.state.receipts import DynamoReceipts
from appcare.domain.replies import Names, Receipt

FIRST = Receipt(partition="wa#7#316", conversation_id="cnv_1", at=1_799_999_000_000, written_at=5)
LATER = Receipt(
    partition="wa#8#US.1",
    conversation_id="",
    at=1_800_000_000_000,
    names=Names(phone="31612345678", bsuid="US.1"),
    content="0a1b",
)


def test_the_first_receipt_counts(receipts: Receipts) -> None:
    """However often an answer comes in, and whatever is thought of it then, it stays where it went first."""
    assert receipts.claim("desk", "n-1", FIRST) == FIRST
    assert receipts.claim("desk", "n-1", LATER) == FIRST
    assert receipts.claim("desk", "n-1", FIRST) == FIRST


def test_a_receipt_is_found(receipts: Receipts) -> None:
    """Who asks before claiming sees the first receipt, whole, or that there is none."""
    assert receipts.find("desk", "n-1") is None
    receipts.claim("desk", "n-1", LATER)
    receipts.claim("desk", "n-1", FIRST)
    assert receipts.find("desk", "n-1") == LATER
    assert receipts.find("desk", "n-2") is None


def test_answers_are_told_apart(receipts: Receipts) -> None:
    """Another id, or another CRM, is another answer; a receipt may leave out what is not known."""
    for destination, reply_id in (("desk", "n-1"), ("desk", "n-2"), ("crm", "n-1"), ("desk#n", "1")):
        assert receipts.claim(destination, reply_id, LATER) == LATER


@pytest.mark.parametrize("strange", ["", "#", "é😀", "x" * 5000])
def test_ids_may_be_anything(receipts: Receipts, strange: str) -> None:
    """Nothing of an id, or of its length, does harm."""
    assert receipts.claim("desk", strange, FIRST) == FIRST
    assert receipts.claim("desk", strange, LATER) == FIRST


def test_of_many_at_once_one_is_first(receipts: Receipts, at_once: ThreadPoolExecutor) -> None:
    """Whoever asks at the same time gets the same receipt."""
    made = [Receipt(partition="wa#7#316", conversation_id="", at=turn) for turn in range(1, 13)]
    found = set(at_once.map(lambda receipt: receipts.claim("desk", "n-1", receipt), made))
    assert len(found) == 1
    assert found <= set(made)


@pytest.mark.parametrize(("messages_days", "days"), [(365, 365), (15, 30)])
def test_a_receipt_ends_with_its_answer(
    state: tuple[DynamoDBClient, str] | None, messages_days: int, days: int
) -> None:
    """It ends when the log forgets the answer, not before 30 days, and says nothing of who answered what."""
    if state is None:
        pytest.skip("memory forgets nothing")
    client, table = state
    DynamoReceipts(client, table, messages_days=messages_days).claim("desk", "secret note", FIRST)
    (item,) = client.scan(TableName=table, ConsistentRead=True)["Items"]
    assert item["expires_at"] == {"N": str(FIRST.at // 1000 + days * 86_400)}
    assert "secret" not in str(item)
