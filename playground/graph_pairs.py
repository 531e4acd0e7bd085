"""Meta's limit between one number and one customer. Source: Meta, "About the platform", pair rate limits.

One message in 6 seconds; up to 45 at once, which are borrowed: whoever sends 20 at once has to wait
20 times as long, counted from the first of them.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from playground.double_server import Answer
from playground.graph_errors import Flaw

BURST = 45
MESSAGE_S = 6.0

LIMITED = Flaw(131056, "Too many messages sent from this phone number to the same recipient in a short time.")


@dataclass(slots=True)
class _Burst:
    """Messages that went out together: since when, and how many."""

    since: float
    messages: int


class PairLimit:
    """What each customer has been sent by each number lately; used by several threads at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Args: clock: seconds."""
        self.is_on = True
        self._clock = clock
        self._lock = threading.Lock()
        self._bursts: dict[tuple[str, str], _Burst] = {}

    def takes(self, phone_number_id: str, to: str) -> bool:
        """Count a message and say yes, or say no."""
        if not self.is_on:
            return True
        now = self._clock()
        with self._lock:
            burst = self._bursts.get((phone_number_id, to))
            if burst is None or now >= burst.since + burst.messages * MESSAGE_S:
                self._bursts[phone_number_id, to] = _Burst(now, 1)
                return True
            if now >= burst.since + MESSAGE_S or burst.messages >= BURST:
                return False
            burst.messages += 1
            return True

    def put(self, asked: Any) -> Answer:
        """Be on or off: `{"on": false}`."""
        if not isinstance(asked, dict) or not isinstance(asked.get("on"), bool) or len(asked) > 1:
            return Answer(HTTPStatus.BAD_REQUEST, {"error": "Send on: true or false."})
        self.is_on = asked["on"]
        return Answer(HTTPStatus.NO_CONTENT, None)

    def clear(self) -> None:
        """Forget what was sent, and be on."""
        with self._lock:
            self._bursts.clear()
        self.is_on = True
