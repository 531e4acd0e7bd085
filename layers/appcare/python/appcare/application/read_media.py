"""Reads what is known of a stored file, with a link to it as of now."""

from enum import StrEnum

from appcare.application.history_ports import KnownContact
from appcare.application.media_facts import MediaFacts, file_of
from appcare.application.media_ports import MediaStore
from appcare.application.ports import EventLog, Telemetry
from appcare.domain.decisions import MEDIA_LOST, MEDIA_STORED, media_outcomes
from appcare.domain.errors import UndigestibleError
from appcare.domain.events.media import StoredMedia
from appcare.domain.log import LogKey, LogRecord


class NoFile(StrEnum):
    """Why there is no link to a file."""

    UNKNOWN = "unknown"
    """Nothing says that it was ever stored; it may be yet."""

    LOST = "lost"
    """It could not be had from the channel."""

    GONE = "gone"
    """It was stored and is kept no more."""


class ReadMedia:
    """Finds single files again. Only what the log calls stored, and what still lies there, gets a link."""

    def __init__(self, *, log: EventLog, store: MediaStore, facts: MediaFacts, telemetry: Telemetry) -> None:
        """Args: facts: makes links."""
        self._log = log
        self._store = store
        self._facts = facts
        self._telemetry = telemetry

    def read(self, contact: KnownContact, order: str, media_id: str) -> StoredMedia | NoFile:
        """Return a file of a contact.

        Args:
            contact: whose.
            order: of the event that announced it, of `media.stored`, or of `media.lost`.
            media_id: the channel's id of it.

        Raises:
            StorageError: it cannot be read now.
        """
        partitions = sorted(contact.partitions)
        keys = [media_outcomes(LogKey(partition, order), media_id) for partition in partitions]
        found = self._log.read(key for pair in keys for key in pair)
        outcomes = {record.kind: record for record in found.values() if self._is_of(record, media_id)}
        if MEDIA_STORED in outcomes:
            stored = outcomes[MEDIA_STORED]
            _, object_key = file_of(stored)
            lies_there = self._store.has(object_key)
            return self._facts.stored(stored, contact.id) if lies_there else NoFile.GONE
        return NoFile.LOST if MEDIA_LOST in outcomes else NoFile.UNKNOWN

    def _is_of(self, record: LogRecord, media_id: str) -> bool:
        try:
            return file_of(record)[0] == media_id
        except UndigestibleError as error:
            self._telemetry.count("media.undigestible")
            self._telemetry.line("outcome of a file not read", record=record.id, code=error.code)
            return False
