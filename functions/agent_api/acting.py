"""The API's resources for what agents do beside writing: read, type, assign, close, admit."""

from aws_lambda_powertools.event_handler import Response

from appcare.application.find_conversation import Which
from appcare.application.mark_message import WantedMark
from appcare.application.sending_errors import SendingRefusedError
from appcare.domain.conversation_changes import Assignment, Closing, Outcome
from functions.agent_api.bodies import read_body
from functions.agent_api.declared import ContactId, answer_of, new_router, says
from functions.agent_api.sending import id_of, problem_of
from functions.agent_api.sending_answers import (
    AdmissionAnswer,
    Asked,
    AskedAssignment,
    AskedClosing,
    AskedReading,
    AskedTyping,
    ChangeAnswer,
    MarkAnswer,
    admission_answer,
    change_answer,
    mark_answer,
)
from functions.agent_api.sending_wiring import changing, marking, now, pulling

acting = new_router()


@acting.post(
    "/v1/contacts/<contact_id>/read",
    operation_id="read_message",
    summary="Show a customer that a message was read",
    responses=says(MarkAnswer, 400, 404, 413, success=202),
)
def read_message(contact_id: ContactId) -> Response[str]:
    """Mark a message, and those before it, as read, and, if asked for, show that somebody writes."""
    asked = read_body(acting, AskedReading)
    return _marked(contact_id, asked, read=True, typing=asked.typing)


@acting.post(
    "/v1/contacts/<contact_id>/typing",
    operation_id="show_typing",
    summary="Show a customer that somebody writes",
    responses=says(MarkAnswer, 400, 404, 413, success=202),
)
def show_typing(contact_id: ContactId) -> Response[str]:
    """Show it for 25 seconds or until a message comes; WhatsApp marks the message as read with it."""
    asked = read_body(acting, AskedTyping)
    return _marked(contact_id, asked, read=False, typing=True)


@acting.post(
    "/v1/contacts/<contact_id>/assign",
    operation_id="assign_conversation",
    summary="Say who has a conversation",
    responses=says(ChangeAnswer, 400, 404, 413, success=202),
)
def assign_conversation(contact_id: ContactId) -> Response[str]:
    """Give it to an agent, a team, both, or nobody."""
    asked = read_body(acting, AskedAssignment)
    try:
        changed = changing().change(
            _which(contact_id, asked),
            lambda conversation_id: Assignment(
                conversation_id=conversation_id,
                at=now(),
                assignee=asked.assignee or "",
                team=asked.team or "",
                agent=asked.agent or "",
            ),
        )
    except SendingRefusedError as refused:
        raise problem_of(refused) from refused
    return answer_of(change_answer(changed), 202)


@acting.post(
    "/v1/contacts/<contact_id>/close",
    operation_id="close_conversation",
    summary="Close a conversation",
    responses=says(ChangeAnswer, 400, 404, 413, success=202),
)
def close_conversation(contact_id: ContactId) -> Response[str]:
    """The customer waits for no answer any more; what they write from now on opens a new conversation."""
    asked = read_body(acting, AskedClosing)
    try:
        changed = changing().change(
            _which(contact_id, asked),
            lambda conversation_id: Closing(
                conversation_id=conversation_id,
                at=now(),
                outcome=Outcome(asked.outcome),
                agent=asked.agent or "",
            ),
        )
    except SendingRefusedError as refused:
        raise problem_of(refused) from refused
    return answer_of(change_answer(changed), 202)


@acting.post(
    "/v1/contacts/<contact_id>/admit",
    operation_id="admit_conversation",
    summary="Have a customer at once who waits",
    responses=says(AdmissionAnswer, 400, 404, 413, success=202),
)
def admit_conversation(contact_id: ContactId) -> Response[str]:
    """Let a conversation in that waits for the rollout's pace; its events follow, in order."""
    asked = read_body(acting, Asked)
    try:
        pulled = pulling().pull(_which(contact_id, asked), asked.agent or "")
    except SendingRefusedError as refused:
        raise problem_of(refused) from refused
    return answer_of(admission_answer(pulled), 202)


def _marked(contact_id: str, asked: AskedTyping, *, read: bool, typing: bool) -> Response[str]:
    wanted = WantedMark(
        which=_which(contact_id, asked),
        read=read,
        typing=typing,
        wamid=asked.message or "",
        agent=asked.agent or "",
    )
    try:
        return answer_of(mark_answer(marking().mark(wanted, now())), 202)
    except SendingRefusedError as refused:
        raise problem_of(refused) from refused


def _which(contact_id: str, asked: Asked) -> Which:
    return Which(
        contact_id=contact_id,
        number_id=id_of(asked.number),
        conversation_id=asked.conversation_id or "",
    )
