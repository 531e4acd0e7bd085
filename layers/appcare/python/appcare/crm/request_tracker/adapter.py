"""Pushes events to Request Tracker: customer, ticket, file, message, each looked up before it is made."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from appcare.application.adapter_ports import (
    AgentAction,
    Attempt,
    Capabilities,
    Idempotency,
    MessageStatus,
    RawRequest,
    Replies,
)
from appcare.crm.callbacks import proven_id
from appcare.crm.request_tracker.callbacks import replies_in
from appcare.crm.request_tracker.client import RestClient, TroubleError
from appcare.crm.request_tracker.mapping import LARGEST, Entry, entry_of, not_attached
from appcare.crm.request_tracker.options import TicketOptions
from appcare.crm.request_tracker.queue_check import QueueCheck
from appcare.crm.request_tracker.tickets import Tickets, lost_its_field
from appcare.crm.request_tracker.users import user_for
from appcare.crm.setup import AdapterSetup
from appcare.domain.delivery import Delivered, DeliveryResult, Refusal, Rejected, RetryLater
from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKey, LinkKind, Links
from appcare.outbound.multipart import FilePart, file_name


class RequestTrackerAdapter:
    """The adapter `request_tracker`."""

    name: ClassVar[str] = "request_tracker"
    capabilities: ClassVar[Capabilities] = Capabilities(
        message_status=MessageStatus.FAILED_ONLY,
        idempotency=Idempotency.LOOKUP,
        replies=Replies.CALLBACK,
        most_attachment_bytes=LARGEST,
        links=frozenset({LinkKind.CONTACT, LinkKind.CONVERSATION}),
    )

    def __init__(self, setup: AdapterSetup) -> None:
        """Read the options; what is wrong with them is told by an `OptionError`."""
        self._options = TicketOptions.of(setup.destination)
        self._queue = QueueCheck(self._options)
        self._setup = setup

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Push one event; what has no place in a ticket is delivered without a call."""
        del attempt
        entry = entry_of(event)
        if entry is None:
            return Delivered(called=False)
        token = self._setup.secrets().token
        if not token:
            return Rejected(Refusal.AUTH, "the token is missing")
        found = dict(links)
        rest = RestClient(self._setup.http, self._setup.destination.url, token)
        try:
            _Delivery(self._setup, self._options, self._queue, rest, found).make(event, entry)
        except TroubleError as trouble:
            return replace(trouble.result, links=found)
        return Delivered(found)

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read an agent's reply."""
        id_ = proven_id(request, self._setup.secrets().signing)
        return replies_in(request.body, id_, root=self._setup.destination.url, bot=self._options.bot)


class _Delivery:
    """One event on its way; `found` collects the links."""

    def __init__(
        self,
        setup: AdapterSetup,
        options: TicketOptions,
        queue: QueueCheck,
        rest: RestClient,
        found: dict[LinkKey, str],
    ) -> None:
        self._files = setup.files
        self._queue = queue
        self._rest = rest
        self._tickets = Tickets(rest, options)
        self._found = found

    def make(self, event: CrmEvent, entry: Entry) -> None:
        """Write the event into its ticket, unless it stands in one."""
        conversation = LinkKey(
            LinkKind.CONVERSATION, event.data.conversation.id if event.data.conversation else ""
        )
        written = self._tickets.written(event.id)
        if written:
            self._link_again(event, conversation, written)
            return
        # Read before anything is made: our own storage may fail, and then nothing has happened.
        entry, file = self._with_file(entry)
        self._queue.make_sure(self._rest)
        for _ in range(2):
            ticket = self._ticket(event, conversation, entry)
            if not ticket:
                return
            self._found[conversation] = ticket
            told = self._tickets.write(ticket, entry, event.id, file)
            if told:
                if lost_its_field(told):
                    self._queue.forget()
                return
            del self._found[conversation]
        raise TroubleError(RetryLater("tickets vanish as they are written to"))

    def _link_again(self, event: CrmEvent, conversation: LinkKey, transaction: str) -> None:
        """Find the links of an event that was written, but whose links were lost on the way back."""
        if conversation in self._found:
            return
        ticket = self._tickets.ticket_of(transaction)
        if ticket:
            self._found[conversation] = ticket
        self._found.setdefault(_contact(event), event.data.contact.id)

    def _with_file(self, entry: Entry) -> tuple[Entry, FilePart | None]:
        media = entry.media
        if media is None:
            return entry, None
        content = self._files.read(media.url or "", LARGEST)
        if not content:
            return not_attached(entry, media, "it cannot be read any more"), None
        return entry, FilePart(file_name(media.filename, media.mime_type), media.mime_type, content)

    def _ticket(self, event: CrmEvent, conversation: LinkKey, entry: Entry) -> str:
        """Return the conversation's open ticket, opened if there is none; empty: it is not worth one."""
        linked = self._found.get(conversation)
        if linked:
            standing = self._tickets.standing(linked, event.data.contact.id)
            if standing:
                return standing
        user = self._user(event) if entry.opens else ""
        ticket = self._tickets.find(conversation.id)
        if ticket or not entry.opens:
            return ticket
        ticket = self._tickets.open(event, conversation.id, user)
        self._found[conversation] = ticket
        if self._tickets.find(conversation.id) != ticket:
            reason = (
                "a new ticket cannot be found by its custom field: may AppCare's user see it, and set it?"
            )
            raise TroubleError(Rejected(Refusal.AUTH, reason))
        return ticket

    def _user(self, event: CrmEvent) -> str:
        # Looked up although it may be linked: a requestor whom somebody renamed would be dropped with 201.
        user = self._found[_contact(event)] = user_for(self._rest, event.data.contact)
        return user


def _contact(event: CrmEvent) -> LinkKey:
    return LinkKey(LinkKind.CONTACT, event.data.contact.id)
