"""Brings failed messages back sooner than their queue's visibility timeout.

That timeout covers the longest invocation, so after a moment's trouble of ours (storage that was
throttled) a customer would wait for a quarter of an hour.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from appcare.aws.failures import translated
from appcare.domain.errors import StorageError
from appcare.domain.waves import chunks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_sqs import SQSClient

FIRST_WAIT_S, LONGEST_WAIT_S = 10, 1800
ENTRIES_PER_CALL = 10


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A message that must come again.

    Attributes:
        receipt: SQS's receipt handle of this receive.
        receives: how often it was received, this time included.
    """

    receipt: str
    receives: int

    @property
    def wait_s(self) -> int:
        """Seconds until it comes again: 10, 20, 40 ... and never more than half an hour.

        Ten receives then take over an hour: an outage of ours shorter than that fills no dead letters.
        """
        return int(min(FIRST_WAIT_S * 2 ** (self.receives - 1), LONGEST_WAIT_S))


class SqsRedelivery:
    """Shortens the visibility timeout of messages that failed."""

    def __init__(self, client: SQSClient, urls: Mapping[str, str]) -> None:
        """Use the queue at `urls[destination]` for each destination."""
        self._client = client
        self._urls = urls

    def soon(self, destination: str, failed: Sequence[FailedMessage]) -> None:
        """Have messages come again within seconds, later each time; best effort, never raises."""
        for call in chunks(failed, ENTRIES_PER_CALL):
            entries: Any = [
                {"Id": str(place), "ReceiptHandle": one.receipt, "VisibilityTimeout": one.wait_s}
                for place, one in enumerate(call)
            ]
            with suppress(StorageError), translated("shortening a redelivery"):
                self._client.change_message_visibility_batch(
                    QueueUrl=self._urls[destination], Entries=entries
                )
