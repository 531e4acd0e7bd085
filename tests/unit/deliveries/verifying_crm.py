"""A CRM that takes the adapter `webhook` at its word."""

import base64
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from standardwebhooks import Webhook

from appcare.crm.http import Answer, NoAnswer, Request
from appcare.memory.clock import MovedClock

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


class VerifyingCrm:
    """An endpoint that checks every signature and its age, and knows which ids it has seen."""

    def __init__(self, clock: MovedClock) -> None:
        """Take everything."""
        self._clock = clock
        self.calls: list[Request] = []
        self.accepted: list[str] = []
        self.unverified = 0
        self.behaviour: Callable[[Request], int] = lambda _: 200

    def send(self, request: Request) -> Answer | NoAnswer:
        """Answer as told, if the call proves where it comes from."""
        self.calls.append(request)
        if not self._is_verified(request):
            self.unverified += 1
            return Answer(401, None, b"")
        status = self.behaviour(request)
        if status < 300:
            self.accepted.append(request.headers["webhook-id"])
        return Answer(status, None, b"no" if status >= 300 else b"")

    def refuse(self, word: str, answer: int = 400) -> None:
        """Refuse every event with this word in it from now on, and no other."""
        self.behaviour = lambda request: answer if word.encode() in request.body else 200

    @property
    def seen(self) -> set[str]:
        """The ids that it would not take a second time."""
        return set(self.accepted)

    def _is_verified(self, request: Request) -> bool:
        at = int(request.headers["webhook-timestamp"])
        moment = datetime.fromtimestamp(at, UTC)
        due = Webhook(SECRET).sign(request.headers["webhook-id"], moment, request.body.decode())
        fresh = abs(self._clock.now() // 1000 - at) <= 5
        return fresh and due in request.headers["webhook-signature"].split(" ")


def ids_of(calls: Iterable[Request]) -> list[str]:
    """Return the events' ids of calls, in order."""
    return [call.headers["webhook-id"] for call in calls]
