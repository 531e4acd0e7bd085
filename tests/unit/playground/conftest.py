"""Serves doubles in this process, on a free port."""

import base64
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest
from standardwebhooks import Webhook

from playground.crm_inbox import CrmInbox
from playground.double_server import Double, DoubleServer
from playground.graph import Graph

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes ...").decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"the secret that was before it ..").decode()

Deliver = Callable[..., httpx.Response]


def _serve(double: Double) -> Iterator[httpx.Client]:
    server = DoubleServer(double, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with httpx.Client(base_url=server.url, trust_env=False, timeout=5) as client:
        yield client
    server.shutdown()
    thread.join()
    server.server_close()
    double.close()


@pytest.fixture
def inbox() -> Iterator[httpx.Client]:
    """A client of a CRM inbox that knows destination `inbox` with two secrets, and `other`."""
    yield from _serve(CrmInbox({"inbox": [SECRET, OLD_SECRET], "other": [OLD_SECRET]}))


@pytest.fixture
def graph() -> Iterator[httpx.Client]:
    """A client of a Cloud API double."""
    yield from _serve(Graph())


@pytest.fixture
def deliver(inbox: httpx.Client) -> Deliver:
    """Delivers an event to the inbox, signed as Standard Webhooks asks."""

    def post(
        body: str = "{}", *, event_id: str = "evt_1", secret: str = SECRET, path: str = "/webhook/inbox"
    ) -> httpx.Response:
        at = datetime.now(UTC)
        headers = {
            "webhook-id": event_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(event_id, at, body),
        }
        return inbox.post(path, content=body, headers=headers)

    return post
