"""What putting events on an event bus needs from outside."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class BusEntry:
    """One event for a bus.

    Attributes:
        bus: its name or ARN.
        detail: JSON.
    """

    bus: str
    source: str
    detail_type: str
    detail: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The bus did not take an entry; `code` is AWS's word for why, or the SDK's where AWS was not reached."""

    code: str


class EventBus(Protocol):
    """Puts events on buses; what goes wrong is a `NotTaken`, never an exception."""

    def put(self, entry: BusEntry) -> NotTaken | None:
        """Put one event; None: the bus has it."""
        ...
