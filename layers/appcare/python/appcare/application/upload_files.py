"""Gives the channel a message's file before the message, once for as long as the channel keeps it."""

from collections.abc import Mapping

from appcare.application.send_ports import MessageChannel
from appcare.application.upload_ports import Uploads
from appcare.application.upload_rule import NOT_THERE
from appcare.domain.attached import attached, named
from appcare.domain.delivery import Rejected, RetryLater
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.outgoing import OutgoingMessage
from appcare.domain.outgoing import Final

NEW_FOR_MS = 3_600_000
"""A channel that refuses an id it gave within the last hour has not forgotten it: the file is at fault."""

Ids = Mapping[str, str]
"""Our upload id -> the channel's id of the same file."""


class UploadFiles:
    """`FileIds` of files that agents uploaded to us."""

    def __init__(self, uploads: Uploads, channel: MessageChannel) -> None:
        self._uploads = uploads
        self._channel = channel

    def of(self, message: OutgoingMessage, number_id: str, now: int) -> Ids | Final | RetryLater | Rejected:
        """Return the channel's id of a message's file, uploaded now if need be; see `FileIds`.

        Raises:
            StorageError: the file cannot be read now.
        """
        upload_id = _upload_id(message)
        if not upload_id:
            return {}
        known = self._uploads.given(upload_id, number_id, now)
        return {upload_id: known.id} if known else self._uploaded(upload_id, number_id, now)

    def renewed(
        self, message: OutgoingMessage, number_id: str, now: int
    ) -> Ids | Final | RetryLater | Rejected | None:
        """Return a new id of a message's file, since the channel refused the one it has.

        None: it has none, or one so new that another would be refused, too.

        Raises:
            StorageError: the file cannot be read now.
        """
        upload_id = _upload_id(message)
        known = self._uploads.given(upload_id, number_id, now) if upload_id else None
        if known is None or now < known.since + NEW_FOR_MS:
            return None
        self._uploads.forget(upload_id, number_id)
        return self._uploaded(upload_id, number_id, now)

    def with_name(self, message: OutgoingMessage) -> OutgoingMessage:
        """Return a message whose document, where it has no name, has the one it was uploaded with.

        Raises:
            StorageError: the file cannot be read now.
        """
        file = attached(message)
        if file is None or not file.upload_id or file.kind != "document" or file.filename is not None:
            return message
        uploaded = self._uploads.read(file.upload_id)
        return named(message, uploaded.filename) if uploaded and uploaded.filename else message

    def _uploaded(self, upload_id: str, number_id: str, now: int) -> Ids | Final | RetryLater | Rejected:
        uploaded = self._uploads.read(upload_id)
        if uploaded is None:
            return Final(Failure(reason=FailureClass.FILE, advice=NOT_THERE))
        pieces = self._uploads.pieces(upload_id)
        answer = self._channel.upload(number_id, uploaded.mime_type, uploaded.size, pieces)
        if not isinstance(answer, str):
            return answer
        self._uploads.remember(upload_id, number_id, answer, now)
        return {upload_id: answer}


def _upload_id(message: OutgoingMessage) -> str:
    file = attached(message)
    return file.upload_id if file else ""
