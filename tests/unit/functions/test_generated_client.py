"""A client that is generated from the OpenAPI document understands the API, and the API understands it."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import ErrorLevel

from docs.generate import FOLDER
from functions.agent_api import handler
from tests.unit.functions.desk import Desk
from tests.unit.functions.sending_api import Api

NAME = "generated_appcare_client"
PROBLEM = "urn:appcare:problem:"


class Generated:
    """The client's modules, and a client that reaches the handler as API Gateway would."""

    def __init__(self, package: ModuleType) -> None:
        """Args: package: the generated one."""
        self.models: Any = importlib.import_module(f"{package.__name__}.models")
        self._package: Any = package
        self._client = self._package.AuthenticatedClient(
            base_url="http://api", token="key", httpx_args={"transport": httpx.MockTransport(answered)}
        )

    def ask(self, operation: str, *path: str, **parts: Any) -> Any:
        """Ask for an operation; return status and parsed content of the answer."""
        module: Any = importlib.import_module(f"{NAME}.api.default.{operation}")
        said = module.sync_detailed(*path, client=self._client, **parts)
        return int(said.status_code), said.parsed


def answered(request: httpx.Request) -> httpx.Response:
    """Answer a request by the handler."""
    path = request.url.path
    said = handler.lambda_handler(
        {
            "version": "2.0",
            "routeKey": "ANY /v1/{proxy+}",
            "rawPath": path,
            "rawQueryString": request.url.query.decode(),
            "headers": dict(request.headers),
            "queryStringParameters": dict(request.url.params) or None,
            "requestContext": {
                "stage": "$default",
                "http": {"method": request.method, "path": path},
                "authorizer": {"lambda": {"client": request.headers["authorization"]}},
            },
            "isBase64Encoded": False,
            "body": request.content.decode(),
        },
        None,
    )
    return httpx.Response(said["statusCode"], headers=said["headers"], text=said["body"])


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    """Return a client, generated into a folder of its own from the committed document."""
    folder: Path = tmp_path_factory.mktemp("client")
    source = FOLDER / "openapi.json"
    config = Config.from_sources(
        ConfigFile(post_hooks=[]), MetaType.NONE, source, "utf-8", overwrite=False, output_path=folder / NAME
    )
    assert [error for error in generate(config=config) if error.level is ErrorLevel.ERROR] == []
    sys.path.insert(0, str(folder))
    yield Generated(importlib.import_module(NAME))
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


def test_every_operation_is_there(generated: Generated) -> None:
    """The generator leaves out what it does not understand: it understands every operation."""
    document = json.loads((FOLDER / "openapi.json").read_text(encoding="utf-8"))
    for path in document["paths"].values():
        for operation in path.values():
            module = importlib.import_module(f"{NAME}.api.default.{operation['operationId']}")
            assert module.sync_detailed
    assert generated.models.OutgoingMessage


def test_a_message_is_sent(generated: Generated, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages of several kinds, built from the client's models, are taken; what comes back is a model."""
    api, models = Api(monkeypatch), generated.models
    contents = (
        models.TextContent(kind="text", text="It comes tomorrow."),
        models.ButtonsContent(
            kind="buttons", text="Shall it?", buttons=[models.OfferedButton(id="1", title="Yes")]
        ),
        models.TemplateContent(kind="template", name="hello", language="nl", body=["Anna"]),
    )
    for turn, content in enumerate(contents):
        body = models.AskedMessage(message=models.OutgoingMessage(content=content), agent="u-7")
        parts = {"body": body, "idempotency_key": f"k-{turn}"}
        status, taken = generated.ask("send_message", api.talk.contact_id, **parts)
        assert (status, taken.conversation_id) == (202, api.talk.id)
        assert generated.ask("send_message", api.talk.contact_id, **parts) == (202, taken)
    assert len(api.world.replies()) == len(contents)


def test_what_is_refused_is_a_model(generated: Generated, monkeypatch: pytest.MonkeyPatch) -> None:
    """Problems are parsed: wrong parts, a key used twice, and why a message may not be sent."""
    api, models = Api(monkeypatch), generated.models

    def send(text: str) -> Any:
        message = models.OutgoingMessage(content=models.TextContent(kind="text", text=text))
        body = models.AskedMessage(message=message)
        return generated.ask("send_message", api.talk.contact_id, body=body, idempotency_key="k-1")

    status, problem = send("x" * 4097)
    assert (status, problem.errors[0].pointer) == (400, "#/body/message/content/text")
    api.now += 24 * 3_600_000
    status, problem = send("Too late.")
    assert (status, problem.reason, problem.templates) == (422, "window_closed", ["hello_7"])
    api.now -= 3_600_000
    assert send("Now.")[0] == 202
    status, problem = send("Something else.")
    assert (status, problem.type_) == (409, f"{PROBLEM}idempotency-conflict")


def test_what_agents_do_beside_writing(generated: Generated, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading, typing, assigning and closing are understood, and shown where the contact is read."""
    desk, models = Desk(monkeypatch), generated.models
    assert generated.ask("read_message", desk.contact, body=models.AskedReading(typing=True))[0] == 202
    status, shown = generated.ask("show_typing", desk.contact, body=models.AskedTyping())
    assert (status, shown.message, shown.event_id) == (202, "wamid.1", None)
    assignment = models.AskedAssignment(assignee="u-7", team="returns")
    assert generated.ask("assign_conversation", desk.contact, body=assignment)[0] == 202
    closing = models.AskedClosing(outcome=models.AskedClosingOutcome.ANSWERED)
    assert generated.ask("close_conversation", desk.contact, body=closing)[0] == 202
    desk.router.route(list(desk.log.records.values()))
    status, contact = generated.ask("read_contact", desk.contact)
    (conversation,) = contact.conversations
    assert (conversation.assigned.assignee, conversation.awaiting_reply_since) == ("u-7", None)
    assert conversation.closed_at is not None
