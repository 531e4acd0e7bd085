"""What taking agents' answers needs from outside beyond the log: where each went the first time."""

from typing import Protocol

from appcare.domain.replies import Receipt


class Receipts(Protocol):
    """Where answers went when they first came in. Raises `StorageError` when the outside fails."""

    def find(self, destination: str, reply_id: str) -> Receipt | None:
        """Return the receipt of an answer, strongly consistent; None: there is none, or none any more."""
        ...

    def claim(self, destination: str, reply_id: str, receipt: Receipt) -> Receipt:
        """Remember where an answer goes, unless that was done before; return what counts: the first.

        Args:
            destination: where the agent wrote.
            reply_id: the CRM's id of the answer.
            receipt: where it would go now.
        """
        ...
