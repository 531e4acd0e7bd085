"""Agents' follow-ups as django-helpdesk tells of them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from appcare.application.adapter_ports import (
    AgentReply,
    CallbackRefusal,
    CallbackRefusedError,
    RawRequest,
    ReplyFile,
)
from appcare.crm.django_helpdesk.adapter import DjangoHelpdeskAdapter
from appcare.crm.setup import DestinationSecrets
from tests.unit.crm.django_helpdesk.bench import basic
from tests.unit.crm.django_helpdesk.fake import AGENT, BOT, FIELD, FakeHelpdesk
from tests.unit.crm.django_helpdesk.imitated import imitated

NEW, FORMER = "n" * 32, "f" * 32


def told(entry: dict[str, Any] | None = None, ticket: dict[str, Any] | None = None) -> bytes:
    """Return what is posted when Ann answers, the entry and the ticket being changed so."""
    written = {"id": 32, "user": AGENT, "public": True, "comment": "On its way", "followupattachment_set": []}
    before = {"id": 31, "user": AGENT, "public": True, "comment": "An earlier one"}
    there = {"id": 7, "status": 1, FIELD: "ctc_1", "followup_set": [before, written | (entry or {})]}
    return json.dumps({"ticket": there | (ticket or {}), "followup_id": 32}).encode()


def parsed(body: bytes, *secrets: str, headers: dict[str, str] | None = None) -> Sequence[AgentReply]:
    """Return what the adapter makes of a callback; without other headers it carries the new password."""
    setup = imitated(FakeHelpdesk()).setup()
    found = DestinationSecrets(secrets or (NEW, FORMER))
    adapter = DjangoHelpdeskAdapter(replace(setup, secrets=lambda: found))
    sent = basic(NEW) if headers is None else headers
    return adapter.parse_callback(RawRequest(headers=sent, query={}, body=body, at=0))


def test_an_answer() -> None:
    """Only the follow-up that is told of, with whose it is and which ticket's."""
    body = told({"date": "2026-11-22T12:30:01.250000Z"})
    assert parsed(body) == (
        AgentReply(
            id="32",
            conversation="7",
            contact_id="ctc_1",
            text="On its way",
            agent=str(AGENT),
            at=1_795_350_601_250,
        ),
    )


def test_files_are_told_with_a_host() -> None:
    """The help desk tells paths; they are its own host's. One that has a host keeps it."""
    files = [
        {"file": "/media/a.pdf", "filename": "a.pdf", "mime_type": "application/pdf"},
        {"file": "https://files.example.com/b", "filename": None},
    ]
    (reply,) = parsed(told({"comment": "", "followupattachment_set": files}))
    assert (reply.text, reply.files) == (
        "",
        (
            ReplyFile("https://desk.example.com/media/a.pdf", "a.pdf", "application/pdf"),
            ReplyFile("https://files.example.com/b"),
        ),
    )


def test_what_we_put_around_a_text_does_not_go_out() -> None:
    """An agent who copies a follow-up of ours sends the customer neither marker nor entities."""
    (reply,) = parsed(told({"comment": "you wrote &#35;7 &#42;now&#42; &euro;\n\n[appcare]: # (evt_1)"}))
    assert reply.text == "you wrote #7 *now* &euro;"


@pytest.mark.parametrize(
    "entry",
    [
        {"user": BOT},
        {"user": None},
        {"public": False},
        {"comment": None},
        {"comment": "[appcare]: # (evt_1)"},
    ],
)
def test_what_is_no_answer(entry: dict[str, Any]) -> None:
    """Our own, nobody's, internal ones, and those that say nothing."""
    assert parsed(told(entry)) == ()


@pytest.mark.parametrize("contact", [None, ""])
def test_a_ticket_that_is_not_ours(contact: str | None) -> None:
    """The help desk tells of all its tickets; those that came by mail concern nobody here."""
    assert parsed(told(ticket={FIELD: contact})) == ()


@pytest.mark.parametrize("password", [NEW, FORMER])
def test_both_passwords_count_during_a_rotation(password: str) -> None:
    """Whatever the user name in the URL."""
    assert parsed(told(), headers=basic(password, "whoever"))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic(""),
        basic("wrong"),
        basic(NEW + "x"),
        basic("é"),
        {"authorization": f"Bearer {NEW}"},
        {"authorization": "Basic !!!"},
        {"authorization": "Basic é"},
        {"authorization": "Basic"},
    ],
)
@pytest.mark.parametrize("body", [told(), b"}{"])
def test_whoever_cannot_prove_it_is_refused(headers: dict[str, str], body: bytes) -> None:
    """Whatever they say."""
    with pytest.raises(CallbackRefusedError) as refused:
        parsed(body, headers=headers)
    assert refused.value.code is CallbackRefusal.UNSIGNED


def test_without_a_secret_nobody_can_prove_anything() -> None:
    """An empty password is none, and so is a missing secret."""
    with pytest.raises(CallbackRefusedError, match="password"):
        parsed(told(), "", headers=basic(""))
    adapter = DjangoHelpdeskAdapter(replace(imitated(FakeHelpdesk()).setup(), secrets=DestinationSecrets))
    with pytest.raises(CallbackRefusedError, match="password"):
        adapter.parse_callback(RawRequest(headers=basic(NEW), query={}, body=told(), at=0))


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"{}", b"null", b"\xff", b'{"ticket": 1, "followup_id": 1}', b"[" * 100_000),
        b'{"ticket": {"id": 7, "followup_set": []}, "followup_id": 1}',
        b'{"ticket": {"id": 7, "followup_set": [{}]}, "followup_id": 1}',
        b'{"ticket": {"followup_set": [{"id": 1}]}, "followup_id": 1}',
        told({"followupattachment_set": [{"file": "http://[desk/a.pdf"}]}),
    ],
    ids=range(11),
)
def test_what_says_nothing_we_understand(body: bytes) -> None:
    """It carries the password and is no follow-up."""
    with pytest.raises(CallbackRefusedError) as refused:
        parsed(body)
    assert refused.value.code is CallbackRefusal.UNREADABLE
