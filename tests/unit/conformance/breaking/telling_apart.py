"""Adapters that take the wrong person or the wrong ticket."""

import json
from typing import ClassVar

from appcare_desk.adapter import DeskAdapter

from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKey, LinkKind

Found = dict[LinkKey, str]


class NeverLooks(DeskAdapter):
    """Opens a ticket whenever it knows of none."""

    def _ticket(self, event: CrmEvent, found: Found) -> str:
        person = self._person(event, found)
        body = json.dumps({"person": person, "key": event.data.conversation.id}).encode()  # type: ignore[union-attr]  # it has one
        return str(self._read("POST", "/tickets", body)["id"])


class WritesAlsoWhereClosed(DeskAdapter):
    """Takes a closed ticket's refusal for success."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        try:
            super()._add(event, found, kind, key, content)
        finally:
            for link in [one for one in found if one.kind is LinkKind.CONVERSATION]:
                found[link] = self._first.setdefault(link, found[link])

    _first: ClassVar[Found] = {}


class FindsClosed(DeskAdapter):
    """Looks tickets up whether open or not, and leaves it at that."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        conversation = LinkKey(LinkKind.CONVERSATION, event.data.conversation.id)  # type: ignore[union-attr]  # it has one
        ticket = self._seen.get(conversation) or found.get(conversation) or self._ticket(event, found)
        found[conversation] = self._seen[conversation] = ticket
        self._call("PUT", f"/tickets/{ticket}/{kind}/{key}", content, 409)

    _seen: ClassVar[Found] = {}


class OneTicketForAll(DeskAdapter):
    """Keeps every conversation of a customer in the first one's ticket, and links none but it."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        before = dict(found)
        super()._add(event, found, kind, key, content)
        conversation = LinkKey(LinkKind.CONVERSATION, event.data.conversation.id)  # type: ignore[union-attr]  # it has one
        if conversation not in before and conversation.id.endswith("2"):
            found[conversation] = "T1"


class KnowsByName(DeskAdapter):
    """Takes everybody of one name for one."""

    def _person(self, event: CrmEvent, found: Found) -> str:
        contact = event.data.contact.model_copy(update={"id": event.data.contact.name or "?"})
        named = event.model_copy(update={"data": event.data.model_copy(update={"contact": contact})})
        return super()._person(named, found)


class KnowsByPhone(DeskAdapter):
    """Takes everybody without phone for one."""

    def _person(self, event: CrmEvent, found: Found) -> str:
        contact = event.data.contact
        body = json.dumps({"name": contact.name, "phone": contact.phone}).encode()
        key = LinkKey(LinkKind.CONTACT, contact.id)
        path = f"/people/{contact.id if contact.phone else 'nobody'}"
        found[key] = found.get(key) or str(self._read("PUT", path, body)["id"])
        return found[key]


class MixesWorkers(DeskAdapter):
    """Keeps the customer that it serves where all workers see it."""

    current: ClassVar[list[CrmEvent]] = []

    def _person(self, event: CrmEvent, found: Found) -> str:
        self.current.append(event)
        before = self.current[0]
        return super()._person(
            before if before.data.contact.name != event.data.contact.name else event, found
        )
