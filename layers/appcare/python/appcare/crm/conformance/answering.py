"""Checks of callbacks: an agent's answer comes through, and nothing that merely looks like one."""

from dataclasses import replace

from appcare.application.adapter_ports import (
    AgentReply,
    CallbackRefusal,
    CallbackRefusedError,
    Capabilities,
    RawRequest,
    Replies,
)
from appcare.crm.conformance.bench import Bench, Proof
from appcare.crm.conformance.checks import SkippedError, check, must
from appcare.crm.conformance.customers import START, Customer
from appcare.crm.conformance.delivering import PLAIN
from appcare.crm.conformance.worker import Worker
from appcare.domain.links import LinkKey, LinkKind

NOW = START * 1000
DAY_MS = 86_400_000
TEXT = "It is on its way, it comes tomorrow."


def with_callbacks(able: Capabilities) -> str:
    """Concern adapters whose CRM calls back."""
    return "" if able.replies is Replies.CALLBACK else "answers do not come back by callbacks"


def without_callbacks(able: Capabilities) -> str:
    """Concern adapters whose CRM does not call back."""
    return "" if able.replies is not Replies.CALLBACK else "answers come back by callbacks"


def _conversation(bench: Bench) -> tuple[Customer, str]:
    """Have a customer write; return the CRM's id of the conversation."""
    customer, worker = Customer(), Worker(bench)
    worker.deliver(customer.writes(PLAIN))
    return customer, worker.links.get(LinkKey(LinkKind.CONVERSATION, customer.conversation_id), "")


def _replies(bench: Bench, request: RawRequest) -> list[AgentReply]:
    return list(Worker(bench).adapter().parse_callback(request))


def _must_refuse(bench: Bench, request: RawRequest, code: CallbackRefusal, what: str) -> None:
    try:
        taken = _replies(bench, request)
    except CallbackRefusedError as refused:
        must(refused.code is code, f"a callback {what} is refused as {refused.code}, not {code}")
        return
    must(holds=False, otherwise=f"a callback {what} is taken: {len(taken)} actions")


@check(with_callbacks)
def an_answer_comes_through(bench: Bench) -> None:
    """A signed callback is one answer: its text, its conversation, an id."""
    customer, conversation = _conversation(bench)
    replies = _replies(bench, bench.reply(conversation, TEXT, NOW))
    must(len(replies) == 1, f"one answer is read as {len(replies)}")
    (reply,) = replies
    must(reply.text == TEXT, "the text is not what the agent wrote")
    must(reply.id, "an answer has no id")
    leads = (
        reply.conversation == conversation != "",
        reply.conversation_id == customer.conversation_id,
        reply.contact_id == customer.id,
    )
    must(any(leads), "the answer leads to no conversation")


@check(with_callbacks)
def an_answer_told_twice_has_one_id(bench: Bench) -> None:
    """The same callback has the same id whenever it comes; another answer of the same text has another."""
    _, conversation = _conversation(bench)
    request, other = (bench.reply(conversation, TEXT, NOW) for _ in range(2))
    first, again, second = (_replies(bench, one)[0].id for one in (request, request, other))
    must(first == again, "the same answer has another id the second time")
    must(first != second, "two answers have one id")


@check(with_callbacks)
def an_unsigned_callback_is_refused(bench: Bench) -> None:
    """Without what proves its origin a callback is refused, whatever it says."""
    _, conversation = _conversation(bench)
    request = bench.reply(conversation, TEXT, NOW)
    kept = {name: value for name, value in request.headers.items() if name == "content-type"}
    bare = replace(request, headers=kept, query={})
    _must_refuse(bench, bare, CallbackRefusal.UNSIGNED, "without proof")
    _must_refuse(bench, replace(bare, body=b"}{"), CallbackRefusal.UNSIGNED, "without proof or sense")


@check(with_callbacks)
def a_tampered_callback_is_refused(bench: Bench) -> None:
    """A callback of which anything was changed after signing is refused."""
    if bench.proof is Proof.NONE:
        message = "the CRM does not sign its callbacks"
        raise SkippedError(message)
    _, conversation = _conversation(bench)
    request = bench.reply(conversation, TEXT, NOW)
    for body in (request.body.replace(b"tomorrow", b"sometime"), request.body + b" ", b"{}"):
        if body != request.body:
            _must_refuse(bench, replace(request, body=body), CallbackRefusal.UNSIGNED, "that was changed")


@check(with_callbacks)
def a_stale_callback_is_refused(bench: Bench) -> None:
    """A callback that was signed a day ago is refused: somebody kept it."""
    if bench.proof is not Proof.BODY_AND_TIME:
        message = "the CRM does not sign the moment of its callbacks"
        raise SkippedError(message)
    _, conversation = _conversation(bench)
    request = bench.reply(conversation, TEXT, NOW)
    _must_refuse(bench, replace(request, at=NOW + DAY_MS), CallbackRefusal.STALE, "of yesterday")


@check(with_callbacks)
def our_own_writing_is_no_answer(bench: Bench) -> None:
    """What the CRM tells of the adapter's own writing is no answer: else customers would hear themselves."""
    _, conversation = _conversation(bench)
    request = bench.own_writing(conversation, PLAIN, NOW)
    if request is None:
        message = "the CRM does not tell of the adapter's own writing"
        raise SkippedError(message)
    replies = _replies(bench, request)
    must(not replies, f"the adapter's own writing is read as {len(replies)} answers")


@check(without_callbacks)
def a_callback_that_nobody_expects_is_refused(bench: Bench) -> None:
    """A CRM that has no callbacks is told so."""
    request = RawRequest(headers={"content-type": "application/json"}, query={}, body=b"{}", at=NOW)
    _must_refuse(bench, request, CallbackRefusal.UNSUPPORTED, "to an adapter without callbacks")
