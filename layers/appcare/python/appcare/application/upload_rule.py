"""A message's file must be there, be what it was announced as, and fit the kind of message."""

from collections.abc import Callable

from appcare.application.send_rules import Intended
from appcare.application.upload_ports import UploadedFile, Uploads
from appcare.domain.attached import Attached, attached
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.media_limits import is_as_announced, misfit

Sniff = Callable[[bytes], str | None]
"""Returns the type that the beginning of a file shows; None: it shows none."""

FlawOfLink = Callable[[str], str]
"""Returns why a URL may not be called, in a few words, without looking anything up; empty: it may."""

NOT_THERE = "This file is not there: upload it, or upload it again if that was long ago, and use the new id."
OTHER = "The content of this file is not of the type it was announced with: upload it under its own type."
LINK = (
    "WhatsApp cannot fetch the file from this link: use an https link to a public host, or upload the file."
)


class UploadRule:
    """`SendRule` about files: those uploaded to us, and links to others."""

    def __init__(self, uploads: Uploads, *, sniff: Sniff, flaw_of_link: FlawOfLink) -> None:
        self._uploads = uploads
        self._sniff = sniff
        self._flaw_of_link = flaw_of_link

    def refusal(self, intended: Intended) -> Failure | None:
        """Return why its file stops a message; None: it has none, or a fine one."""
        file = attached(intended.message)
        if file is None:
            return None
        if file.link:
            flaw = self._flaw_of_link(file.link)
            return _failure(LINK, flaw) if flaw else None
        uploaded = self._uploads.read(file.upload_id)
        return _failure(NOT_THERE) if uploaded is None else self._judged(file, uploaded)

    def _judged(self, file: Attached, uploaded: UploadedFile) -> Failure | None:
        found = self._sniff(uploaded.head)
        if not is_as_announced(uploaded.mime_type, found, uploaded.head):
            return _failure(OTHER, f"announced as {uploaded.mime_type}, found {found or 'nothing known'}")
        advice = misfit(
            file.kind, uploaded.mime_type, uploaded.size, uploaded.head, in_template=file.in_template
        )
        return _failure(advice) if advice else None


def _failure(advice: str, details: str | None = None) -> Failure:
    return Failure(reason=FailureClass.FILE, advice=advice, details=details)
