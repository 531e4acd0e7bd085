"""Messages sent through the pipeline, and when they reached the inbox."""

import time
from collections.abc import Sequence

from playground.inbox_view import InboxView, wamid_of
from playground.stack import Stack
from playground.waiting import within
from playground.whatsapp_phone import Phone, change, text, webhook

LOOK_EVERY_S = 0.3


class Load:
    """Sends to a stack and looks into its inbox."""

    def __init__(self, stack: Stack) -> None:
        self._phone = Phone(stack)
        self.inbox = InboxView(stack.crm_inbox_url)

    def close(self) -> None:
        """Close the connections."""
        self._phone.hang_up()
        self.inbox.hang_up()

    def send(self, number_id: str, customers: Sequence[str]) -> dict[str, float]:
        """Post one message of each customer, one after another; return wamid -> Unix seconds."""
        sent: dict[str, float] = {}
        for customer in customers:
            message = text(customer, "Is my order on its way?")
            sent[message["id"]] = time.time()
            body = webhook(change(messages=[message], phone_number_id=number_id))
            self._phone.post(body).raise_for_status()
        return sent

    def arrivals(self, wanted: Sequence[str], seconds: float) -> dict[str, float]:
        """Return wamid -> when the inbox first took it, waiting until it has all of them."""
        found: dict[str, float] = {}

        def are_there() -> bool:
            for attempt in self.inbox.accepted():
                found.setdefault(wamid_of(attempt), attempt["at"])
            return set(wanted) <= set(found)

        within(seconds, are_there, every=LOOK_EVERY_S)
        return {wamid: found[wamid] for wamid in wanted}
