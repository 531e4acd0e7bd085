"""Pushes events to django-helpdesk: a conversation is a ticket, a message a follow-up in it."""

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
from appcare.crm.django_helpdesk import mapping
from appcare.crm.django_helpdesk.attachments import LARGEST
from appcare.crm.django_helpdesk.callbacks import must_carry, replies_in
from appcare.crm.django_helpdesk.client import HelpdeskClient, TroubleError
from appcare.crm.django_helpdesk.options import HelpdeskOptions
from appcare.crm.django_helpdesk.tickets import Tickets
from appcare.crm.django_helpdesk.writing import Entry, Writing
from appcare.crm.setup import AdapterSetup
from appcare.crm.wording import wording_of
from appcare.domain.delivery import Delivered, DeliveryResult
from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKind, Links


class DjangoHelpdeskAdapter:
    """The adapter `django_helpdesk`."""

    name: ClassVar[str] = "django_helpdesk"
    capabilities: ClassVar[Capabilities] = Capabilities(
        message_status=MessageStatus.FAILED_ONLY,
        idempotency=Idempotency.LOOKUP,
        replies=Replies.CALLBACK,
        most_attachment_bytes=LARGEST,
        links=frozenset({LinkKind.CONVERSATION, LinkKind.MESSAGE, LinkKind.ATTACHMENT}),
    )

    def __init__(self, setup: AdapterSetup) -> None:
        """Read the options; what is wrong with them is told by an `OptionError`."""
        self._setup = setup
        self._options = HelpdeskOptions.of(setup.destination)
        client = HelpdeskClient(setup)
        self._writing = Writing(client, Tickets(client, self._options), setup.files, self._options)

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Write one event into its customer's ticket, unless it is there."""
        del attempt  # a first one may be a redelivery, too
        found = dict(links)
        wording = wording_of(event, lambda wamid: mapping.named(links, wamid))
        key = mapping.key_of(event)
        if wording is None or (key and key in links):
            return Delivered(found, called=False)
        try:
            follow_up = self._writing.write(Entry(event, wording), found)
        except TroubleError as trouble:
            return replace(trouble.result, links=found)
        if follow_up and key:
            found[key] = follow_up
        return Delivered(found)

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read the follow-up that a callback tells of; our own and internal ones are nothing."""
        must_carry(request, self._setup.secrets().signing)
        return replies_in(request.body, self._setup.destination.url, self._options)
