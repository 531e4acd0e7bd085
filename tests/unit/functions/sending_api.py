"""The API over memory, where messages are asked for."""

from typing import Any

import pytest

from appcare.application.window_rule import NoTemplates, WindowRule
from functions.agent_api import handler, routes, sending
from tests.unit.application.sending_world import NOW, SendingWorld
from tests.unit.functions.api_requests import ask
from tests.unit.functions.samples import FlushedTelemetry


class Suggesting(NoTemplates):
    """`UsableTemplates` that knows one."""

    def names(self, number_id: str) -> tuple[str, ...]:
        """Return it."""
        return (f"hello_{number_id}",)


class Api:
    """The API over a deployment in memory, at a moment that tests choose."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        """Put it together."""
        self.world, self.now = SendingWorld(WindowRule(Suggesting())), NOW
        self.talk = self.world.writes()
        telemetry = FlushedTelemetry()
        patch.setattr(sending, "sending", lambda: self.world.sending)
        patch.setattr(sending, "now", lambda: self.now)
        patch.setattr(sending, "number_id", {"support": "7", "sales": "8"}.get)
        patch.setattr(handler, "authorizer", lambda: "lambda")
        for module in (handler, routes):
            patch.setattr(module, "telemetry", lambda: telemetry)

    def send(self, body: Any, key: str | None = "k-1", to: str = "") -> tuple[int, Any]:
        """Ask for a message; return status and content of the answer."""
        headers = {} if key is None else {"Idempotency-Key": key}
        path = f"/v1/contacts/{to or self.talk.contact_id}/messages"
        return ask(path, method="POST", body=body, headers=headers)

    def pointers(self, body: Any, **parts: Any) -> dict[str, str]:
        """Ask for something wrong; return what is said of each wrong part, and see that nothing is kept."""
        status, problem = self.send(body, **parts)
        assert (status, problem["type"]) == (400, "urn:appcare:problem:bad-input")
        assert not self.world.replies()
        assert not self.world.receipts.receipts
        return {error["pointer"]: error["detail"] for error in problem["errors"]}
