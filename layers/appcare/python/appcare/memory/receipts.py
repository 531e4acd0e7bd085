"""Receipts of agents' answers in memory."""

from appcare.domain.replies import Receipt


class MemoryReceipts:
    """`Receipts` in a dictionary."""

    def __init__(self) -> None:
        """Know nothing."""
        self.receipts: dict[tuple[str, str], Receipt] = {}

    def find(self, destination: str, reply_id: str) -> Receipt | None:
        """Return the receipt of an answer; see `Receipts`."""
        return self.receipts.get((destination, reply_id))

    def claim(self, destination: str, reply_id: str, receipt: Receipt) -> Receipt:
        """Remember where an answer goes; see `Receipts`."""
        return self.receipts.setdefault((destination, reply_id), receipt)
