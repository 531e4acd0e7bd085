"""Reads what an event was made from: the channel's own update, as it came."""

from appcare.application.history_ports import KnownContact
from appcare.application.ports import EventLog
from appcare.domain.decisions import DECISIONS
from appcare.domain.log import LogKey, LogRecord


class ReadUpdate:
    """Reads single updates."""

    def __init__(self, log: EventLog) -> None:
        """Args: log: what happened."""
        self._log = log

    def read(self, contact: KnownContact, order: str) -> LogRecord | None:
        """Return the contact's update under an event's `order`; None: it has none there.

        Raises:
            StorageError: it cannot be read now.
        """
        keys = [LogKey(partition, order) for partition in sorted(contact.partitions)]
        found = self._log.read(keys)
        return next((found[key] for key in keys if key in found and found[key].kind not in DECISIONS), None)
