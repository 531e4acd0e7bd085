"""A channel whose memory of files may be shorter than ours."""

from collections.abc import Iterable, Mapping

from appcare.application.ports import Clock
from appcare.application.send_ports import MessageChannel, Recipient
from appcare.application.upload_files import Ids, UploadFiles
from appcare.domain.delivery import Rejected, RetryLater
from appcare.domain.errors import StorageError
from appcare.domain.events.failures import FailureClass
from appcare.domain.events.outgoing import OutgoingMessage
from appcare.domain.outgoing import Accepted, Final, PairLimited, Unclear

Answer = Accepted | Unclear | Final | PairLimited | RetryLater | Rejected
"""See `MessageChannel.send`."""

FILE_UNKNOWN = frozenset({100, 131053})
"""Codes that can mean that Meta does not know a file's id any more. Source: Meta, "Error codes"."""

NOT_READ = RetryLater("the file cannot be read now")
"""An answer and no error: a call was begun, and whoever began it must hear that it did not go out."""


class FileChannel:
    """`MessageChannel` that gives a forgotten file anew, and names documents as they were uploaded."""

    def __init__(self, channel: MessageChannel, files: UploadFiles, clock: Clock) -> None:
        """Args: channel: the one that messages go out by."""
        self._channel = channel
        self._files = files
        self._clock = clock

    def send(
        self,
        number_id: str,
        to: Recipient,
        message: OutgoingMessage,
        our_id: str,
        *,
        attempt: int,
        files: Mapping[str, str],
    ) -> Answer:
        """Send a message; see `MessageChannel`.

        A second call is made only after a refusal for good, so never for a message that may have gone out.
        """
        try:
            message = self._files.with_name(message)
        except StorageError:
            return NOT_READ
        answer = self._channel.send(number_id, to, message, our_id, attempt=attempt, files=files)
        if not (files and _is_about_file(answer)):
            return answer
        renewed = self._renewed(message, number_id)
        if renewed is None:
            return answer
        if isinstance(renewed, Final | RetryLater | Rejected):
            return renewed
        return self._channel.send(number_id, to, message, our_id, attempt=attempt, files=renewed)

    def mark_read(self, number_id: str, wamid: str, *, typing: bool) -> RetryLater | Rejected | None:
        """Mark messages as read; see `MessageChannel`."""
        return self._channel.mark_read(number_id, wamid, typing=typing)

    def upload(
        self, number_id: str, mime_type: str, size: int, pieces: Iterable[bytes]
    ) -> str | Final | RetryLater | Rejected:
        """Upload a file; see `MessageChannel`."""
        return self._channel.upload(number_id, mime_type, size, pieces)

    def _renewed(
        self, message: OutgoingMessage, number_id: str
    ) -> Ids | Final | RetryLater | Rejected | None:
        try:
            return self._files.renewed(message, number_id, self._clock.now())
        except StorageError:
            return NOT_READ


def _is_about_file(answer: Answer) -> bool:
    return isinstance(answer, Final) and (
        answer.failure.reason is FailureClass.FILE or answer.failure.code in FILE_UNKNOWN
    )
