"""An event bus in memory."""

import json

from appcare.application.bus_ports import BusEntry, NotTaken


class MemoryEventBus:
    """`EventBus` in a list; refuses what EventBridge refuses by itself."""

    def __init__(self) -> None:
        """Start empty, taking everything."""
        self.entries: list[BusEntry] = []
        self.refuses: NotTaken | None = None

    def put(self, entry: BusEntry) -> NotTaken | None:
        """Put one event; see `EventBus`."""
        if self.refuses:
            return self.refuses
        try:
            detail = json.loads(entry.detail)
        except ValueError:
            return NotTaken("MalformedDetail")
        if not isinstance(detail, dict):
            return NotTaken("MalformedDetail")
        if not (entry.source and entry.detail_type):
            return NotTaken("InvalidArgument")
        self.entries.append(entry)
        return None
