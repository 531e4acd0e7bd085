"""What arrives in the model: customers write, and Meta tells what became of what they were written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from appcare.domain.events import CrmEvent
from appcare.domain.lanes import EventRef
from appcare.domain.progress import STAGES

NEXT = {"": "sent", "sent": "delivered", "delivered": "read"}


@dataclass
class Arrivals:
    """Makes updates and remembers what arrived, for each customer by name and in order.

    A message's name is its wamid, a status's is `<wamid>/message.<status>`.
    """

    names: dict[str, list[str]] = field(default_factory=dict)
    _count: int = 0
    _last: dict[str, tuple[str, str]] = field(default_factory=dict)

    def message(self, customer: str, second: int) -> tuple[str, bytes]:
        """A customer writes; return the message's name and the webhook's body."""
        wamid = self._wamid(customer, f"wamid.{self._next()}")
        said = {"from": customer, "id": wamid, "timestamp": str(second), "type": "text"}
        return wamid, _body("messages", {**said, "text": {"body": "Hello"}})

    def status(self, customer: str, second: int) -> tuple[str, bytes]:
        """The last message to a customer comes one step further, or a new one is sent."""
        wamid, status = self._last.get(customer, ("", "read"))
        if status not in NEXT:
            wamid, status = f"wamid.{self._next()}", ""
        status = NEXT[status]
        self._last[customer] = (wamid, status)
        name = self._wamid(customer, f"{wamid}/message.{status}")
        said = {"id": wamid, "status": status, "timestamp": str(second), "recipient_id": customer}
        return name, _body("statuses", said)

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _wamid(self, customer: str, name: str) -> str:
        self.names.setdefault(customer, []).append(name)
        return name


def name_of(event: CrmEvent) -> str:
    """Return an event's name."""
    return _name(event.data.message.wamid, event.type)  # type: ignore[attr-defined]  # only messages and statuses arrive


def name_of_ref(ref: EventRef) -> str:
    """Return the name of the event that a reference leads to."""
    return _name(ref.key.sk.split("#")[1], ref.type)


def is_outrun(name: str, names: list[str]) -> bool:
    """Whether a later status of the same message arrived, so that this one need not be told."""
    wamid, _, type_ = name.partition("/")
    later = {f"{wamid}/{other}" for other, stage in STAGES.items() if type_ and stage > STAGES[type_]}
    return bool(later & set(names))


def _name(wamid: str, type_: str) -> str:
    return f"{wamid}/{type_}" if type_ in STAGES else wamid


def _body(part: str, said: Mapping[str, object]) -> bytes:
    value = {"metadata": {"phone_number_id": "7"}, part: [said]}
    return json.dumps({"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}).encode()
