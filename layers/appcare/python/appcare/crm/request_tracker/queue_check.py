"""Makes sure that the queue is what we need before anything is written.

Request Tracker drops what goes into a custom field that it does not know, and says 201. Nothing that was
written would ever be found again, and each attempt would write it anew.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from appcare.crm.request_tracker.client import RestClient, Told, TroubleError
from appcare.crm.request_tracker.options import TicketOptions
from appcare.domain.delivery import Refusal, Rejected


class QueueCheck:
    """Looks at the queue once, and again after something pointed to a change in it."""

    def __init__(self, options: TicketOptions) -> None:
        self._options = options
        self._is_good = False

    def forget(self) -> None:
        """Look again before the next writing."""
        self._is_good = False

    def make_sure(self, rest: RestClient) -> None:
        """Look, unless it was found good before.

        Raises:
            TroubleError: it lacks something, and who set it up has to see to it; or it cannot be asked now.
        """
        if self._is_good:
            return
        options = self._options
        path = f"/queue/{quote(options.queue, safe='')}"
        told = rest.get("look at the queue", path, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
        missing = _missing(told, options)
        if missing:
            raise TroubleError(Rejected(Refusal.AUTH, missing))
        self._is_good = True


def _missing(told: Told, options: TicketOptions) -> str:
    """Return a sentence about the first thing that is not there."""
    queue = f"the queue {options.queue!r}"
    if told.status != HTTPStatus.OK:
        return f"{queue} does not exist, or AppCare's user may not see it"
    if "create" not in _names(told.json, "_hyperlinks", "ref"):
        return f"AppCare's user may not open tickets in {queue}"
    if options.conversation_field not in _names(told.json, "TicketCustomFields", "name"):
        return _no_field("tickets", options.conversation_field, queue)
    if options.event_field not in _names(told.json, "TicketTransactionCustomFields", "name"):
        return _no_field("transactions", options.event_field, queue)
    return ""


def _no_field(of: str, name: str, queue: str) -> str:
    return f"{of} of {queue} have no custom field {name!r}, or AppCare's user may not see it"


def _names(queue: Any, part: str, name: str) -> list[str]:
    found = queue.get(part) if isinstance(queue, dict) else None
    return [str(one.get(name)) for one in found or [] if isinstance(one, dict)]
