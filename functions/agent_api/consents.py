"""The API's resources about consents: recording what a customer agreed to, and telling of it."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from appcare.domain.consent import Statement
from appcare.whatsapp.phone import digits_of
from functions.agent_api.consent_answers import (
    ConsentAnswer,
    ConsentRequest,
    RecordedAnswer,
    consent_answer,
)
from functions.agent_api.consent_wiring import consents as known_consents
from functions.agent_api.consent_wiring import now, number_ids, recording
from functions.agent_api.declared import ContactId, answer_of, new_router, says
from functions.agent_api.problems import NOT_FOUND, ProblemError, bad_input
from functions.agent_api.wiring import contacts

AHEAD_MS = 300_000
"""How far a caller's clock may be ahead: what is said to come later would outdo every later No."""

consents = new_router()


@consents.post(
    "/v1/consents",
    operation_id="record_consent",
    summary="Record that a customer agreed, or took it back",
    responses=says(RecordedAnswer, 400, 404, success=202),
)
def record_consent(told: Annotated[ConsentRequest, Body()]) -> Response[str]:
    """Record a statement with its time, its words and its source; the same told again changes nothing."""
    at = int(told.at.timestamp() * 1000)
    if not 0 <= at <= now() + AHEAD_MS:
        raise bad_input("body/at", "Nobody can have said it then.")
    statement = Statement(given=told.given, at=at, words=told.words, source=told.source)
    if told.phone is not None:
        found: str | None = _of_phone(told.phone, told.number, statement)
    else:
        found = _of_contact(told.contact_id or "", told.number, statement)
    if found is None:
        message = "There is no contact of that id."
        raise ProblemError(NOT_FOUND, message)
    return answer_of(RecordedAnswer(contact_id=found), 202)


@consents.get(
    "/v1/contacts/<contact_id>/consent",
    operation_id="read_consent",
    summary="Read what a contact agreed to",
    responses=says(ConsentAnswer, 400, 404),
)
def read_consent(contact_id: ContactId) -> Response[str]:
    """The customer's latest statement, and what they chose in WhatsApp itself."""
    if contacts().by_id(contact_id) is None:
        message = "There is no contact of that id."
        raise ProblemError(NOT_FOUND, message)
    return answer_of(consent_answer(known_consents().of(contact_id)))


def _of_phone(phone: str, number: str | None, statement: Statement) -> str:
    digits = digits_of(phone)
    if digits is None:
        raise bad_input("body/phone", "A phone number is digits, with the country's code.")
    number_id = _number_id(number) if number else _only_number()
    return recording().of_phone(digits, number_id, statement)


def _of_contact(contact_id: str, number: str | None, statement: Statement) -> str | None:
    number_id = _number_id(number) if number else ""
    contact = contacts().by_id(contact_id)
    return recording().of_contact(contact, number_id, statement) if contact else None


def _number_id(number: str) -> str:
    found = number_ids().get(number)
    if found is None:
        raise bad_input("body/number", "There is no number of that name or id.")
    return found


def _only_number() -> str:
    only = set(number_ids().values())
    if len(only) != 1:
        raise bad_input("body/number", "There are several numbers: say on which one.")
    return only.pop()
