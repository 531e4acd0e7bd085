"""Adapters that tell of links wrongly."""

from dataclasses import replace
from typing import ClassVar

from appcare_desk.adapter import DeskAdapter

from appcare.application.adapter_ports import Attempt
from appcare.domain.delivery import Delivered, DeliveryResult
from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKey, LinkKind, Links

Found = dict[LinkKey, str]


class ForgetsLinks(DeskAdapter):
    """Tells of links only where everything went well."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        return result if isinstance(result, Delivered) else replace(result, links={})


class LinksAnother(DeskAdapter):
    """Links something, but not what the CRM has."""

    kind: ClassVar[LinkKind] = LinkKind.CONTACT
    external: ClassVar[str] = "somebody"

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver, and tell nonsense."""
        del links
        result = super().deliver(event, {}, attempt)
        wrong = {key: self.external if key.kind is self.kind else id_ for key, id_ in result.links.items()}
        return replace(result, links=wrong)


class LinksAnotherTicket(LinksAnother):
    """The same with tickets."""

    kind = LinkKind.CONVERSATION
    external = "T0"


class LinksNothing(LinksAnother):
    """The same with an empty id."""

    external = ""


class LinksUnasked(DeskAdapter):
    """Links what its capabilities do not name."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        return replace(result, links={**result.links, LinkKey(LinkKind.MESSAGE, "wamid"): "1"})
