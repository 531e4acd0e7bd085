"""Fetches one file of a message: the engine's courier for `media_fetcher`, and how long it is patient."""

from collections.abc import Callable, Iterator
from itertools import chain

from appcare.application.adapter_ports import Attempt
from appcare.application.channels import Channels
from appcare.application.media_ports import BrokenOffError, MediaSource, MediaStore, OpenMedia
from appcare.application.ports import EventLog, Telemetry
from appcare.domain.decisions import MEDIA_LOST, MEDIA_STORED, media_key, media_lost, media_stored
from appcare.domain.delivery import (
    SCHEDULE_S,
    Delivered,
    DeliveryResult,
    Refusal,
    Rejected,
    RetryLater,
    next_wait_ms,
)
from appcare.domain.errors import UndigestibleError
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.media import (
    FETCHED_FOR_MS,
    FlawedMediaError,
    MediaCheck,
    StoredMedia,
    WantedMedia,
    kept_type,
    object_key,
    type_differs,
)

HEAD_BYTES = 8192
"""How much of a file is looked at to tell its type."""

Sniff = Callable[[bytes], str | None]
"""Returns the type that the beginning of a file shows; None: it shows none."""


class FetchMedia:
    """Streams a file from its channel into the store and appends that it lies there."""

    def __init__(
        self, *, log: EventLog, channels: Channels, source: MediaSource, store: MediaStore, sniff: Sniff
    ) -> None:
        self._log = log
        self._channels = channels
        self._source = source
        self._store = store
        self._sniff = sniff

    def calls_for(self, ref: EventRef) -> bool:
        """Say yes: every file is wanted."""
        del ref
        return True

    def carry(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> DeliveryResult:
        """Fetch it once; see `Courier`. What lies in the store already is not fetched again."""
        del attempt
        wanted = self._source.wanted(record, ref.contact_id)
        if self._log.read([media_key(record.key, wanted.id, MEDIA_STORED)]):
            return Delivered(called=False)
        number_id = self._channels.of(record).translate(record).number_id
        try:
            with self._source.open(wanted, number_id) as opened:
                if not isinstance(opened, OpenMedia):
                    return opened
                stored = self._kept(opened, record.key.pk, wanted)
        except BrokenOffError as error:
            return RetryLater(error.reason)
        except FlawedMediaError as error:
            if error.retryable:
                return RetryLater(error.reason)
            return Rejected(Refusal.INVALID, error.reason)
        self._log.append([media_stored(record, number_id, wanted, stored)])
        return Delivered()

    def _kept(self, opened: OpenMedia, partition: str, wanted: WantedMedia) -> StoredMedia:
        claimed = opened.claims.mime_type or wanted.mime_type
        check = MediaCheck(opened.claims)
        head, pieces = _beginning(check.passed(opened.pieces))
        found = self._sniff(head)
        kept_as = kept_type(claimed, found)
        key = object_key(partition, wanted.id)
        self._store.put(key, kept_as, pieces)
        return StoredMedia(key, check.size, check.sha256, kept_as, claimed, type_differs(claimed, found))


def _beginning(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes, and all pieces with those in front."""
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= HEAD_BYTES:
            break
    return head[:HEAD_BYTES], chain([head], pieces)


class MediaPatience:
    """`Patience` with files: until the channel forgets them, seven days after the message."""

    def __init__(
        self, *, log: EventLog, channels: Channels, source: MediaSource, telemetry: Telemetry
    ) -> None:
        self._log = log
        self._channels = channels
        self._source = source
        self._telemetry = telemetry

    def is_over(self, record: LogRecord, now: int) -> bool:
        """Whether the channel has forgotten it; a message without a time is only counted in attempts."""
        ends = _ends(record)
        return ends is not None and now >= ends

    def next_wait_ms(self, record: LogRecord, failed: int, now: int, fraction: float) -> int | None:
        """Return the schedule's wait, then its longest one again and again, up to the end."""
        ends = _ends(record)
        if ends is None:
            return next_wait_ms(failed, fraction)
        wait = next_wait_ms(min(failed, len(SCHEDULE_S) - 1), fraction) or 0
        return max(0, min(wait, ends - now))

    def give_up(self, destination: str, ref: EventRef, record: LogRecord, reason: str) -> None:
        """Append that it is lost, once, and never after it was stored."""
        try:
            wanted = self._source.wanted(record, ref.contact_id)
        except UndigestibleError:
            self._telemetry.count("delivery.internal_error")
            return
        keys = [media_key(record.key, wanted.id, kind) for kind in (MEDIA_STORED, MEDIA_LOST)]
        if self._log.read(keys):
            return
        number_id = self._channels.of(record).translate(record).number_id
        self._log.append([media_lost(record, number_id, wanted, reason)])
        self._telemetry.count("media.lost")
        self._telemetry.line("media lost", event_id=ref.event_id, destination=destination, reason=reason)


def _ends(record: LogRecord) -> int | None:
    digits = record.key.sk.partition("#")[0]
    moment = int(digits) if digits.isdigit() else 0
    return moment + FETCHED_FOR_MS if moment else None
