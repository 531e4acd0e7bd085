"""CRMs that call back, through the API over memory: who is let in, what is answered, what is kept."""

import base64
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appcare.application.adapter_ports import CrmAdapter
from appcare.application.append_reply import AppendReply
from appcare.application.find_contact import FindContact
from appcare.application.find_place import FindPlace
from appcare.application.find_reply_place import FindReplyPlace
from appcare.application.take_callback import CallbackPorts, TakeCallback
from appcare.config.settings import Destination
from appcare.config.settings import Settings as Configured
from appcare.crm.http import NoAnswer, Request
from appcare.crm.log.adapter import LogAdapter
from appcare.crm.setup import DestinationSecrets
from appcare.crm.webhook.adapter import WebhookAdapter
from appcare.domain.conversation import opened
from appcare.domain.errors import StorageError
from appcare.domain.identity import Customer
from appcare.domain.log import LogKey
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.history import MemoryContactBook, MemoryHistory
from appcare.memory.links import MemoryLinkStore
from appcare.memory.receipts import MemoryReceipts
from appcare.memory.state import MemoryConversations
from functions.agent_api import callback_wiring, callbacks, handler, routes
from functions.agent_api.problems import TYPES
from tests.unit.crm.callback_samples import NOW_S, document, signed
from tests.unit.crm.samples import setup
from tests.unit.functions.samples import Event, FlushedTelemetry

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
PHONE = "31612345678"
DESK = Destination(name="desk", adapter="webhook", url="https://desk.example.com/")
LOG = Destination(name="log", adapter="log")


class World:
    """The API, and one customer in one conversation."""

    def __init__(self) -> None:
        """Put it together."""
        self.log, self.telemetry = MemoryEventLog(), FlushedTelemetry()
        contacts, conversations = MemoryContacts(), MemoryConversations()
        key = LogKey(f"wa#7#{PHONE}", f"{NOW_S}000#wamid.1#message")
        contact = contacts.resolve([customer := Customer(key.pk, phone=PHONE)])[customer]
        self.contact = contact.id
        conversations.write(opened(contact.id, "7", key, NOW_S * 1000), None)
        places = FindReplyPlace(
            contacts=FindContact(MemoryContactBook(contacts)),
            places=FindPlace(conversations, MemoryHistory(self.log)),
            links=MemoryLinkStore(),
        )
        ports = CallbackPorts(
            append=AppendReply(self.log, 365),
            places=places,
            receipts=MemoryReceipts(),
            telemetry=self.telemetry,
        )
        self.taking = TakeCallback(ports)
        self.adapters: dict[str, CrmAdapter] = {
            "desk": WebhookAdapter(setup(DESK, secrets=lambda: DestinationSecrets((SECRET,)))),
            "log": LogAdapter(setup(LOG)),
        }

    def answer(self, **data: Any) -> dict[str, Any]:
        """Return a callback's document for this customer."""
        return document(**{"contact_id": self.contact, **data})


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a world that the API works in."""
    found = World()
    monkeypatch.setattr(callbacks, "adapter_of", found.adapters.get)
    monkeypatch.setattr(callbacks, "callbacks_taken", lambda: found.taking)
    monkeypatch.setattr(callbacks, "now", lambda: NOW_S * 1000)
    monkeypatch.setattr(handler, "authorizer", lambda: "lambda")
    for module in (callbacks, handler, routes):
        monkeypatch.setattr(module, "telemetry", lambda: found.telemetry)
    return found


def posted(body: bytes, headers: dict[str, str], path: str = "/hooks/desk", **parts: Any) -> Event:
    """Return a callback as API Gateway hands it over: bodies that are not known for text in base64."""
    return {
        "version": "2.0",
        "routeKey": "POST /hooks/{destination}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {"stage": "$default", "http": {"method": "POST", "path": path}},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
        **parts,
    }


def as_text(body: str) -> Event:
    """Return the parts of a request whose body is known for text."""
    return {"body": body, "isBase64Encoded": False}


def ask(event: Event) -> tuple[int, Any]:
    """Return status and content of an answer."""
    said = handler.lambda_handler(event, None)
    kind = {name.lower(): text for name, text in said["headers"].items()}["content-type"]
    assert kind == ("application/json" if said["statusCode"] == 202 else "application/problem+json")
    return int(said["statusCode"]), json.loads(said["body"])


def post(content: Any, **parts: Any) -> tuple[int, Any]:
    """Post a signed callback."""
    request = signed(content, SECRET)
    return ask(posted(request.body, dict(request.headers), **parts))


def test_an_answer_is_taken_once(world: World) -> None:
    """Signed, it is taken; told again, in base64 or not, it is known; nobody needs to be vouched for."""
    assert post(world.answer()) == (202, {"taken": 1, "repeated": 0, "unknown": []})
    request = signed(world.answer(written_at="2026-11-22T13:00:00Z"), SECRET, id_="msg_2")
    upper = {name.upper(): value for name, value in request.headers.items()}
    plain = posted(b"", upper) | as_text(request.body.decode())
    assert ask(plain) == (202, {"taken": 0, "repeated": 1, "unknown": []})
    assert len(world.log.records) == 1
    assert world.telemetry.counts["callback.taken"] == 1
    assert world.telemetry.flushed == 2


def test_an_answer_to_nobody(world: World) -> None:
    """It is named, so that its developer sees it, and is no error, so that the CRM does not come for ever."""
    stranger = "ctc_" + "z" * 26
    assert post(world.answer(contact_id=stranger)) == (202, {"taken": 0, "repeated": 0, "unknown": ["n-1"]})
    assert world.log.records == {}


def test_no_proof(world: World) -> None:
    """Unsigned, signed by another, tampered with or old: 401, nothing kept, and nothing of it repeated."""
    good, old = signed(world.answer(), SECRET), signed(world.answer(), SECRET, at=NOW_S - 301)
    foreign = signed(world.answer(), "whsec_" + base64.b64encode(b"f" * 32).decode())
    for body, headers in (
        (good.body, {}),
        (good.body + b" ", good.headers),
        (good.body, foreign.headers),
        (old.body, old.headers),
    ):
        status, problem = ask(posted(body, dict(headers)))
        assert (status, problem["type"]) == (401, TYPES + "not-authorized")
        assert "tomorrow" not in str(problem)
    assert world.log.records == {}
    assert world.telemetry.counts["callback.refused"] == 4
    assert "tomorrow" not in str(world.telemetry.lines)


def test_what_is_wrong_is_pointed_at(world: World) -> None:
    """A proven body that cannot be read is bad input, part by part."""
    status, problem = post(world.answer(id=None, text=7))
    assert (status, problem["type"]) == (400, TYPES + "bad-input")
    assert [one["pointer"] for one in problem["errors"]] == ["#/body/data/id", "#/body/data/text"]


def test_where_nobody_calls_back(world: World) -> None:
    """An unknown destination is not found; one without callbacks allows no method, and says so."""
    assert post(world.answer(), path="/hooks/nobody")[0] == 404
    assert post(world.answer(), path="/hooks/%^")[0] == 404
    said = handler.lambda_handler(posted(b"{}", {}, "/hooks/log"), None)
    assert (said["statusCode"], said["headers"]["allow"]) == (405, "")


def test_too_large(world: World) -> None:
    """Just as much as is allowed is read, one byte more is not; the same goes for plain bodies."""
    for size, wanted in ((callbacks.LARGEST, 401), (callbacks.LARGEST + 1, 413)):
        assert ask(posted(b"x" * size, {}))[0] == wanted
        assert ask(posted(b"", {}) | as_text("x" * size))[0] == wanted
    assert world.log.records == {}


def test_while_storage_is_down(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The CRM is asked to come again."""

    def fail(*_: Any) -> None:
        message = "gone"
        raise StorageError(message)

    monkeypatch.setattr(world.log, "append", fail)
    assert post(world.answer())[0] == 503


@pytest.mark.parametrize(
    "parts",
    [
        {"routeKey": "ANY /v1/{proxy+}"},
        {"routeKey": "$default"},
        {"routeKey": "POST /hooks/{destination} "},
        {"rawPath": "/v1/contacts"},
        {"rawPath": "/hooks/desk/../../v1/contacts"},
        {"rawPath": "/hooks/"},
        {"rawPath": None},
        {"requestContext": {"stage": "$default", "http": {"method": "GET", "path": "/hooks/desk"}}},
        {"requestContext": None},
    ],
)
def test_only_this_route_is_open(world: World, parts: dict[str, Any]) -> None:
    """By any other route, path or method a request needs somebody who vouches for it, signed or not."""
    status, problem = post(world.answer(), **parts)
    assert (status, problem["type"]) == (401, TYPES + "not-authorized")
    assert world.log.records == {}
    assert world.telemetry.counts["api.not_authorized"] == 1


HEADERS = st.dictionaries(
    st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "Content-Type", "x"]),
    st.sampled_from(["", "v1,", "v1,AAAA", "v1", str(NOW_S), "nan", "é", "application/json"])
    | st.text(max_size=9),
)


@given(
    body=st.binary(max_size=300),
    headers=HEADERS,
    text=st.none() | st.text(max_size=40),
    encoded=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_is_answered(
    world: World, body: bytes, headers: dict[str, str], text: str | None, *, encoded: bool
) -> None:
    """Any bytes under any headers are refused as somebody's mistake, never as ours, and leave nothing."""
    event = posted(body, headers)
    if text is not None:
        event |= {"body": text, "isBase64Encoded": encoded}
    status, _ = ask(event)
    assert status in (400, 401)
    assert world.log.records == {}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
        max_leaves=8,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_signed_is_answered(world: World, content: Any) -> None:
    """Signed nonsense is bad input, wherever in the document it stands."""
    for wrong in (content, {**world.answer(), "timestamp": content}, {**world.answer(), "data": content}):
        assert post(json.dumps(wrong).encode())[0] == 400
    assert world.log.records == {}


def test_the_wiring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each configured destination has its adapter, made once; nobody else has any, and nobody is called."""
    configured = Configured(destinations=(DESK, LOG))
    monkeypatch.setattr(callback_wiring, "settings", lambda: configured)
    monkeypatch.setattr(callback_wiring, "client", lambda _name: None)
    monkeypatch.setattr(callback_wiring, "environment", Told)
    callback_wiring._adapter.cache_clear()
    desk = callback_wiring.adapter_of("desk")
    assert isinstance(desk, WebhookAdapter)
    assert callback_wiring.adapter_of("desk") is desk
    assert callback_wiring.adapter_of("nobody") is None
    call = Request(method="GET", url="https://desk.example.com/", headers={})
    assert isinstance(callback_wiring.NoCalls().send(call), NoAnswer)
    callback_wiring._adapter.cache_clear()


class Told:
    """What the wiring reads of the environment."""

    bodies_bucket = "bodies"
