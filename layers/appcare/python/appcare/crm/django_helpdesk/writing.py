"""Writes an event into its customer's ticket: once, whatever was forgotten or lost before."""

from dataclasses import dataclass
from typing import Any

from appcare.application.adapter_ports import Files
from appcare.crm.django_helpdesk import mapping
from appcare.crm.django_helpdesk.attachments import UnfitError, upload_of
from appcare.crm.django_helpdesk.client import (
    FileRefusedError,
    HelpdeskClient,
    TicketGoneError,
    TroubleError,
    id_of,
)
from appcare.crm.django_helpdesk.options import HelpdeskOptions
from appcare.crm.django_helpdesk.tickets import Tickets, is_open
from appcare.crm.wording import Voice, Wording, file_link
from appcare.domain.delivery import RetryLater
from appcare.domain.events import CrmEvent
from appcare.domain.events.media import MediaStored, StoredMedia
from appcare.domain.links import LinkKey, LinkKind

WANT_AN_OPEN_TICKET = frozenset(
    {"message.received", "message.edited", "echo.sent", "conversation.window_closing"}
)
"""What is said, or asks for an answer, belongs where it is read; the rest where its message stands."""

NOTE = "link"
"""The part of an event that is a note in place of its file."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event and what agents read of it."""

    event: CrmEvent
    wording: Wording

    @property
    def conversation(self) -> LinkKey | None:
        """Our side of the ticket's link."""
        conversation = self.event.data.conversation
        return LinkKey(LinkKind.CONVERSATION, conversation.id) if conversation and conversation.id else None


class Writing:
    """Ticket, then file, then text; each is looked for before it is made."""

    def __init__(
        self, client: HelpdeskClient, tickets: Tickets, files: Files, options: HelpdeskOptions
    ) -> None:
        self._client = client
        self._tickets = tickets
        self._files = files
        self._extensions = options.extensions

    def write(self, entry: Entry, found: dict[LinkKey, str]) -> str:
        """Write an entry; return the id of its follow-up, empty where there is no ticket to write in.

        Args:
            entry: what to write.
            found: what is linked; the ticket's link is kept there as soon as it is known.

        Raises:
            TroubleError: the help desk did not do it.
        """
        for _ in range(2):
            ticket = self._ticket(entry, found)
            if ticket is None:
                return ""
            try:
                return self._into(ticket, entry)
            except TicketGoneError:
                if entry.conversation:
                    found.pop(entry.conversation, None)
        raise TroubleError(RetryLater("the ticket went away while it was written in"))

    def _ticket(self, entry: Entry, found: dict[LinkKey, str]) -> Json | None:
        """Return the ticket an entry belongs into, opened where it is worth one."""
        key = entry.conversation
        if key and key in found:
            ticket = self._tickets.read(found[key])
            if ticket and _fits(ticket, entry):
                return ticket
        ticket = self._tickets.find(entry.event.data.contact.id)
        if ticket is None and entry.wording.message:
            ticket = self._tickets.open(entry.event)
        if ticket and key:
            found[key] = id_of(ticket)
        return ticket

    def _into(self, ticket: Json, entry: Entry) -> str:
        data = entry.event.data
        if isinstance(data, MediaStored):
            return self._file(ticket, entry, data.media)
        there = mapping.written(ticket, mapping.marker(entry.event.id))
        if there:
            return id_of(there)
        comment = mapping.comment(entry.wording.text, entry.event.id)
        return self._client.follow_up(id_of(ticket), comment, public=entry.wording.voice is not Voice.NOTE)

    def _file(self, ticket: Json, entry: Entry, media: StoredMedia) -> str:
        """Attach a file, or leave a note in its place."""
        event_id = entry.event.id
        note = mapping.written(ticket, mapping.marker(event_id, NOTE))
        there = mapping.written(ticket, mapping.marker(event_id))
        if note or (there and there.get("followupattachment_set")):
            return id_of(note or there or {})
        why = "the help desk did not keep it"  # an ending that it refuses: the comment stays, without
        if not there:
            try:
                upload = upload_of(media, self._files, self._extensions)
                comment = mapping.comment(entry.wording.text, event_id)
                return self._client.follow_up(id_of(ticket), comment, public=True, upload=upload)
            except UnfitError as unfit:
                why = str(unfit)
            except FileRefusedError:
                why = "too large"
        comment = mapping.comment(file_link(media, why), event_id, NOTE)
        return self._client.follow_up(id_of(ticket), comment, public=False)


def _fits(ticket: Json, entry: Entry) -> bool:
    """Whether an entry belongs into its linked ticket although an agent may have closed that."""
    if is_open(ticket) or entry.event.type not in WANT_AN_OPEN_TICKET:
        return True
    return mapping.written(ticket, mapping.marker(entry.event.id)) is not None
