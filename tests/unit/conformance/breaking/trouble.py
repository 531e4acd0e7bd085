"""Adapters that take a failure for something else."""

import json
from dataclasses import replace
from typing import Any

from appcare_desk.adapter import DeskAdapter, TroubleError

from appcare.application.adapter_ports import Attempt
from appcare.crm.http import Answer
from appcare.domain.delivery import Delivered, DeliveryResult, Refusal, Rejected, RetryLater, Scope
from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKey, Links

Found = dict[LinkKey, str]


class Swallows(DeskAdapter):
    """Says that all is well, whatever Desk says."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        return Delivered(super().deliver(event, links, attempt).links)


class WaitsAlone(DeskAdapter):
    """Throttled, it makes only this customer wait."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        return replace(result, scope=Scope.LANE) if isinstance(result, RetryLater) else result


class WaitsAsItLikes(DeskAdapter):
    """Throttled, it does not listen for how long."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        return replace(result, after=None) if isinstance(result, RetryLater) else result


class GivesUp(DeskAdapter):
    """Refuses for good what might have gone well later."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        lost = isinstance(result, RetryLater) and result.scope is Scope.LANE
        return Rejected(Refusal.INVALID, result.reason, result.links) if lost else result  # type: ignore[union-attr]  # `lost` says which


class Raises(DeskAdapter):
    """Raises where Desk does not answer."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        if isinstance(result, RetryLater) and result.said is None:
            raise TimeoutError(result.reason)
        return result


class BlamesTheEvent(DeskAdapter):
    """Locked out, it parks the event."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver."""
        result = super().deliver(event, links, attempt)
        return replace(result, code=Refusal.INVALID) if isinstance(result, Rejected) else result


class ServesNobody(DeskAdapter):
    """Takes a person that could not be made for nobody."""

    def _call(self, method: str, path: str, body: bytes, *expected: int) -> Answer:
        try:
            return super()._call(method, path, body, *expected)
        except TroubleError:
            if path.startswith("/people"):
                return Answer(200, None, b'{"id": "P0"}')
            raise


class BelievesAnything(DeskAdapter):
    """Reads an answer without looking whether it is one."""

    def _read(self, method: str, path: str, body: bytes = b"") -> Any:
        return json.loads(self._call(method, path, body).body)
