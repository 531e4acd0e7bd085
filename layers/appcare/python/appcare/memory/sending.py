"""Sending in memory: the pace towards each customer, and which calls began."""

from dataclasses import replace
from threading import Lock

from appcare.domain.lanes import LaneId
from appcare.domain.send_state import SendState


class MemorySendStates:
    """`SendStates` in dictionaries."""

    def __init__(self) -> None:
        """Start with nothing sent."""
        self.states: dict[LaneId, SendState] = {}
        self.begun: dict[str, int] = {}
        self._lock = Lock()

    def read(self, lane: LaneId, message_id: str) -> tuple[SendState, bool]:
        """Return the customer's state, and whether a call for this message began."""
        return self.states.get(lane, SendState()), message_id in self.begun

    def change(self, lane: LaneId, before: SendState, after: SendState) -> bool:
        """Store `after` with the next generation if that of `before` still stands."""
        with self._lock:
            if self.states.get(lane, SendState()).generation != before.generation:
                return False
            self.states[lane] = replace(after, generation=before.generation + 1)
            return True

    def begin(self, message_id: str, now: int) -> bool:
        """Note that a call for a message begins; False: one began before and was not taken back."""
        with self._lock:
            if message_id in self.begun:
                return False
            self.begun[message_id] = now
            return True

    def take_back(self, message_id: str) -> None:
        """Forget that a call began: it was definitely refused."""
        with self._lock:
            self.begun.pop(message_id, None)
