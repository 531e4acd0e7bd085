"""A bench at the imitated help desk."""

import json

from appcare.application.adapter_ports import RawRequest
from appcare.config.declare import Option
from appcare.config.settings import Destination
from appcare.domain.events import CrmEvent
from tests.unit.crm.django_helpdesk.bench import PASSWORD, Desk, DeskBench, basic
from tests.unit.crm.django_helpdesk.fake import BOT, FIELD, QUEUE, URL, FakeHelpdesk

OPTIONS: dict[str, Option] = {"queue": QUEUE, "bot_user": BOT, "extensions": ".png .pdf", "page_size": 3}
STANZA = Destination(name="desk", adapter="django_helpdesk", url=URL, options=OPTIONS)
AT = 1_795_348_800_000


def imitated(fake: FakeHelpdesk, stanza: Destination = STANZA) -> DeskBench:
    """Return a bench at `fake`."""

    def told(follow_up: int) -> RawRequest:
        (body,) = (one for one in fake.webhooks if json.loads(one)["followup_id"] == follow_up)
        return RawRequest(headers=basic(PASSWORD), query={}, body=body, at=AT)

    return DeskBench(Desk(stanza, fake, "bot-token", "agent-token", FIELD, told))


def ticket_of(fake: FakeHelpdesk, event: CrmEvent) -> dict[str, object]:
    """Return the one ticket of an event's customer."""
    (found,) = (one for one in fake.tickets.values() if one[FIELD] == event.data.contact.id)
    return found
