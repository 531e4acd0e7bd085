"""The API and the router over memory: what agents do beside writing, up to what CRMs are told."""

from dataclasses import replace
from typing import Any

import pytest

from appcare.domain.conversation import Gate
from appcare.domain.log import LogRecord
from appcare.domain.rollout.gate_facts import ROLLOUT_ADMITTED, Why, gate_fact_of
from appcare.whatsapp.split import split
from tests.unit.functions.api_requests import ask
from tests.unit.functions.desk import PHONE, START_S, Desk
from tests.unit.whatsapp.samples import YEAR_S, contact, text_message, value, webhook

NOBODY = "ctc_" + "a" * 26


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a deployment in which a customer has just written."""
    return Desk(monkeypatch)


def test_a_message_is_read(desk: Desk) -> None:
    """The customer's latest message is shown as read, and CRMs are told by whom."""
    desk.writes("wamid.2", later=60)
    status, answer = desk.does("read", agent="u-7")
    assert (status, answer["message"]) == (202, "wamid.2")
    ((record, mark),) = desk.to_send()
    assert (mark.wamid, mark.typing, mark.at) == ("wamid.2", False, desk.clock.now())
    assert record.kind == "agent.read"
    (event,) = desk.told()
    assert (event["id"], event["type"]) == (answer["event_id"], "agent.read")
    assert event["data"]["message"] == {"wamid": "wamid.2"}
    assert (event["data"]["agent"], event["data"]["conversation"]) == ("u-7", {"id": desk.conversation().id})


def test_an_earlier_message_is_read_while_somebody_types(desk: Desk) -> None:
    """Which message it is can be said, and both can be shown at once."""
    desk.writes("wamid.2", later=60)
    assert desk.does("read", message="wamid.1", typing=True)[0] == 202
    ((_, mark),) = desk.to_send()
    assert (mark.wamid, mark.typing) == ("wamid.1", True)


def test_typing_alone(desk: Desk) -> None:
    """The customer sees it; no CRM is told."""
    assert desk.does("typing") == (202, {"message": "wamid.1", "event_id": None})
    ((_, mark),) = desk.to_send()
    assert (mark.wamid, mark.typing) == ("wamid.1", True)
    assert desk.told() == []


def test_what_comes_too_late_is_not_shown(desk: Desk) -> None:
    """Nobody is shown typing a day after the customer wrote, and nothing is read after 30 days."""
    desk.clock.sleep(24 * 3600)
    assert desk.does("read")[0] == 202
    for action, body in (("typing", dict[str, Any]()), ("read", {"typing": True})):
        status, problem = desk.does(action, **body)
        assert (status, problem["reason"]) == (422, "window_closed")
    desk.clock.sleep(29 * 24 * 3600)
    status, problem = desk.does("read")
    assert (status, problem["reason"]) == (422, "expired")
    assert len(desk.to_send()) == 1


def test_a_conversation_is_assigned(desk: Desk) -> None:
    """The API shows who has it, CRMs are told; given back, nobody has it."""
    status, answer = desk.does("assign", assignee="u-7", team="returns", agent="u-1")
    assert (status, answer["conversation_id"]) == (202, desk.conversation().id)
    assert desk.shown()["assigned"] | {"at": ""} == {"assignee": "u-7", "team": "returns", "at": ""}
    desk.clock.sleep(1)
    assert desk.does("assign")[0] == 202
    assert desk.shown()["assigned"] is None
    first, second = desk.told()
    assert (first["id"], first["type"]) == (answer["event_id"], "conversation.assigned")
    said = {name: first["data"][name] for name in ("assignee", "team", "agent")}
    assert said == {"assignee": "u-7", "team": "returns", "agent": "u-1"}
    assert not {"assignee", "team"} & set(second["data"])
    assert desk.to_send() == []


def test_a_conversation_is_closed(desk: Desk) -> None:
    """Nobody waits for an answer any more; what the customer writes then opens another one."""
    before = desk.conversation()
    status, answer = desk.does("close", outcome="referred")
    assert (status, answer["conversation_id"]) == (202, before.id)
    shown = desk.shown()
    assert shown["closed_at"] is not None
    assert shown["awaiting_reply_since"] is None
    (event,) = desk.told()
    assert (event["type"], event["data"]["outcome"]) == ("conversation.closed", "referred")
    assert event["data"]["conversation"] == {"id": before.id}
    desk.writes("wamid.2", later=60)
    after = desk.conversation()
    assert after.id != before.id
    assert after.awaiting_reply_since == after.last_inbound_at == after.opened_at
    assert desk.shown()["closed_at"] is None


def test_what_is_so_already_is_not_told_again(desk: Desk) -> None:
    """A second request for the same changes nothing, and no CRM hears of it."""
    for action, body in (("assign", {"team": "returns"}), ("close", {"outcome": "answered"})):
        assert desk.does(action, **body)[1]["event_id"] is not None
        assert desk.does(action, **body)[1]["event_id"] is None
    assert len(desk.told()) == 2


def test_routed_again_everything_stands_where_it_stood(desk: Desk) -> None:
    """The router's second try of all that happened changes nothing."""
    desk.does("assign", assignee="u-7")
    desk.does("close", outcome="answered")
    desk.writes("wamid.2", later=60)
    desk.does("assign", assignee="u-8")
    stands = desk.conversation()
    desk.router.route(list(desk.log.records.values()))
    assert desk.conversation() == stands


def test_a_late_message_behind_a_closing(desk: Desk) -> None:
    """One that Meta brings after the closing, written before, opens anew and shortens no window."""
    desk.writes("wamid.2", later=60)
    before = desk.conversation()
    desk.does("close", outcome="answered")
    message = text_message("wamid.late", PHONE, timestamp=str(START_S + 30))
    body = webhook(value(messages=[message], contacts=[contact(PHONE)]))
    (record,) = split(body, retention_s=YEAR_S, now_s=START_S).records
    desk.clock.sleep(10)
    late = LogRecord(record.key, record.kind, record.body, record.expires_at, desk.clock.now())
    desk.router.route([late])
    after = desk.conversation()
    assert after.id != before.id
    assert after.window_ends_at == before.window_ends_at
    assert after.awaiting_reply_since == (START_S + 30) * 1000


@pytest.mark.parametrize(
    ("gate", "answers"),
    [
        (Gate.OPEN, ["open", "open"]),
        (Gate.WAITING, ["waiting", "open"]),
        (Gate.DIVERTED, ["diverted", "diverted"]),
    ],
)
def test_who_waits_is_let_in_once(desk: Desk, gate: Gate, answers: list[str]) -> None:
    """By whoever asks first; who is in, or was told another way, stays where they are."""
    one = replace(desk.conversation(), gate=gate)
    desk.conversations.conversations[one.contact_id, one.number_id] = one
    for agent, was in zip(("u-7", "u-8"), answers, strict=True):
        said = {"conversation_id": one.id, "was": was}
        assert desk.does("admit", agent=agent) == (202, said)
    kept = [record for record in desk.log.records.values() if record.kind == ROLLOUT_ADMITTED]
    facts = [(fact.conversation_id, fact.why, fact.agent) for fact in map(gate_fact_of, kept)]
    assert facts == ([(one.id, Why.PULLED, "u-7")] if gate is Gate.WAITING else [])


@pytest.mark.parametrize("action", ["read", "typing", "assign", "close", "admit"])
def test_what_does_not_exist(desk: Desk, action: str) -> None:
    """An unknown contact, a conversation that is over or nobody's, an unknown number: nothing is kept."""
    body: dict[str, Any] = {"outcome": "answered"} if action == "close" else {}
    before = desk.conversation().id
    desk.does("close", outcome="answered")
    desk.writes("wamid.2", later=60)
    kept = len(desk.log.records)
    for status, parts in (
        (404, {"to": NOBODY}),
        (404, {"conversation_id": before}),
        (404, {"conversation_id": "cnv_" + "a" * 26}),
        (400, {"number": "sales"}),
        (400, {"numbre": "support"}),
        (400, {"agent": ""}),
    ):
        assert desk.does(action, **{**body, **parts})[0] == status
    assert len(desk.log.records) == kept


@pytest.mark.parametrize(
    ("action", "body", "pointer"),
    [
        ("close", {}, "#/body/outcome"),
        ("close", {"outcome": "bored"}, "#/body/outcome"),
        ("assign", {"assignee": "x" * 257}, "#/body/assignee"),
        ("read", {"message": ""}, "#/body/message"),
        ("read", {"typing": "yes"}, "#/body/typing"),
        ("typing", {"typing": True}, "#/body/typing"),
    ],
)
def test_bad_input(desk: Desk, action: str, body: dict[str, Any], pointer: str) -> None:
    """Each wrong part is named."""
    status, problem = desk.does(action, **body)
    assert (status, [one["pointer"] for one in problem["errors"]]) == (400, [pointer])


def test_no_body_at_all(desk: Desk) -> None:
    """Where nothing must be said nothing need be sent."""
    assert ask(f"/v1/contacts/{desk.contact}/read", method="POST")[0] == 202
