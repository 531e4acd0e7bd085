"""The API's resource for messages to customers: taken here, sent by others."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header

from appcare.application.request_sending import WantedMessage
from appcare.application.sending_errors import (
    NotSendableError,
    OtherRequestError,
    SendingRefusedError,
    UnknownConversationError,
    WhichMessageError,
    WhichNumberError,
)
from functions.agent_api.answers import InputError
from functions.agent_api.bodies import read_body
from functions.agent_api.declared import ContactId, answer_of, new_router, says
from functions.agent_api.problems import (
    IDEMPOTENCY_CONFLICT,
    NOT_FOUND,
    NOT_SENDABLE,
    ProblemError,
    bad_input,
)
from functions.agent_api.sending_answers import AskedMessage, MessageAnswer, message_answer
from functions.agent_api.sending_wiring import now, number_id, sending

messages = new_router()

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern="^[!-~]{1,255}$",
        description="Yours, one for each message. The same request under the same key is taken once, "
        "for 30 days at least; keys are of the whole deployment, so make them random.",
    ),
]


@messages.post(
    "/v1/contacts/<contact_id>/messages",
    operation_id="send_message",
    summary="Send a customer a message",
    responses=says(MessageAnswer, 400, 404, 409, 413, success=202),
)
def send_message(contact_id: ContactId, key: Key) -> Response[str]:
    """Take a message; it is sent within the limits of the channel, and events tell what became of it."""
    asked = read_body(messages, AskedMessage)
    wanted = WantedMessage(
        key=key,
        contact_id=contact_id,
        message=asked.message,
        number_id=id_of(asked.number),
        conversation_id=asked.conversation_id or "",
        agent=asked.agent or "",
    )
    try:
        return answer_of(message_answer(sending().request(wanted, now())), 202)
    except SendingRefusedError as refused:
        raise problem_of(refused) from refused


def id_of(number: str | None) -> str:
    """Return the id of a number by its name; empty where none is said.

    Raises:
        ProblemError: no number has that name.
    """
    found = number_id(number) if number else ""
    if found is None:
        raise bad_input("body/number", "There is no number of that name.")
    return found


def problem_of(refused: SendingRefusedError) -> ProblemError:
    """Return how a refusal is answered."""
    if isinstance(refused, NotSendableError):
        said = refused.failure.model_dump(mode="json", exclude_none=True)
        return ProblemError(NOT_SENDABLE, str(refused), members=said)
    if isinstance(refused, OtherRequestError):
        return ProblemError(IDEMPOTENCY_CONFLICT, str(refused))
    if isinstance(refused, WhichNumberError):
        return bad_input("body/number", str(refused))
    if isinstance(refused, WhichMessageError):
        return bad_input("body/message", str(refused))
    at = "#/body/conversation_id" if isinstance(refused, UnknownConversationError) else "#/path/contact_id"
    return ProblemError(NOT_FOUND, str(refused), InputError(pointer=at, detail=str(refused)))
