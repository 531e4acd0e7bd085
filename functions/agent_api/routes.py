"""The API's resources: what can be asked, and how it is answered."""

import json
import re
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Query

from appcare.application.history_ports import KnownContact
from appcare.application.read_history import HistoryQuery
from appcare.application.read_media import NoFile
from appcare.crm.webhook.mapping import body_of
from appcare.domain.errors import StorageError
from appcare.domain.events import NumberRef
from appcare.domain.identity import AliasKind
from functions.agent_api import problems
from functions.agent_api.acting import acting
from functions.agent_api.answers import (
    ContactAnswer,
    ContactsAnswer,
    HistoryAnswer,
    LinkedMedia,
    MediaAnswer,
    UpdateAnswer,
    contact_answer,
    conversation_answer,
)
from functions.agent_api.callbacks import callbacks, is_callback
from functions.agent_api.consents import consents
from functions.agent_api.cursor import LONGEST, CursorError, decode, encode
from functions.agent_api.declared import ContactId, answer_of, json_answer, says
from functions.agent_api.deliveries import deliveries
from functions.agent_api.destinations import destinations
from functions.agent_api.inputs import LONGEST_ORDER, alias, check_media_id, check_order
from functions.agent_api.prices import prices
from functions.agent_api.problems import NOT_ALLOWED, NOT_FOUND, TRY_AGAIN, ProblemError, bad_input, no_file
from functions.agent_api.rollout import rollout
from functions.agent_api.sending import messages
from functions.agent_api.templates import templates
from functions.agent_api.uploads import uploads
from functions.agent_api.wiring import contacts, conversations, histories, media, number_name, updates
from functions.telemetry import telemetry

LARGEST_PAGE = 200
LONGEST_NAME = 256
LONGEST_MEDIA_ID = 256

ON_CONTACTS = ("messages", "read", "typing", "assign", "close", "admit")

ACTIONS = {
    "uploads": "/v1/uploads",
    "consents": "/v1/consents",
    **{
        name: f"/v1/contacts/[^/]+/{name}"
        for name in ("messages", "read", "typing", "assign", "close", "admit")
    },
    "replay": "/v1/(contacts/[^/]+|deliveries/[^/]+/[^/]+)/replay",
    "disable": "/v1/destinations/[^/]+/disable",
    "enable": "/v1/destinations/[^/]+/enable",
    **{name: f"/v1/rollout/[^/]+/{name}" for name in ("hold", "freeze", "resume", "advance", "back")},
}
"""Last part of a path that does something -> the paths that end so; all others only tell."""

api = APIGatewayHttpResolver(enable_validation=True)
api.include_router(deliveries)
api.include_router(destinations)
api.include_router(callbacks)
api.include_router(messages)
api.include_router(uploads)
api.include_router(prices)
api.include_router(consents)
api.include_router(acting)
api.include_router(rollout)
api.include_router(templates)

Name = Annotated[str | None, Query(min_length=1, max_length=LONGEST_NAME)]


@api.get(
    "/v1/contacts",
    operation_id="find_contacts",
    summary="Find a contact by a name",
    responses=says(ContactsAnswer, 400),
)
def find_contacts(phone: Name = None, bsuid: Name = None, username: Name = None) -> Response[str]:
    """Who has this phone number, business-scoped user id, or username? Exactly one of them is given."""
    asked = {AliasKind.PHONE: phone, AliasKind.BSUID: bsuid, AliasKind.USERNAME: username}
    given = [(kind, value) for kind, value in asked.items() if value is not None]
    if len(given) != 1:
        raise bad_input("query", "Give exactly one of phone, bsuid and username.")
    ((kind, value),) = given
    found = contacts().by_name(alias(kind, value))
    return answer_of(ContactsAnswer(contacts=[_contact(found)] if found else []))


@api.get(
    "/v1/contacts/<contact_id>",
    operation_id="read_contact",
    summary="Read a contact",
    responses=says(ContactAnswer, 400, 404),
)
def read_contact(contact_id: ContactId) -> Response[str]:
    """Who is this, and where do their conversations stand?"""
    return answer_of(_contact(_known(contact_id)))


@api.get(
    "/v1/contacts/<contact_id>/events",
    operation_id="read_history",
    summary="Read a contact's history",
    responses=says(HistoryAnswer, 400, 404),
)
def read_history(
    contact_id: ContactId,
    order: Annotated[Literal["newest", "oldest"], Query(description="Which end comes first.")] = "newest",
    number: Annotated[
        str | None, Query(pattern="^[0-9]{1,32}$", description="Only what happened on this number.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Most events in the page.")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=LONGEST, description="`next` of the page before, of the same listing.")
    ] = None,
) -> Response[str]:
    """What happened to a contact, on all numbers and under all of its names, a page at a time."""
    listing = f"{contact_id}|{order}|{number or ''}"
    try:
        after = decode(cursor, listing) if cursor is not None else None
    except CursorError:
        raise bad_input("query/cursor", "This listing gave no such cursor: begin without one.") from None
    query = HistoryQuery(
        contact=_known(contact_id),
        number_id=number or "",
        newest_first=order == "newest",
        after=after,
        limit=limit,
    )
    page = histories().read(query)
    telemetry().line("history read", events=len(page.events), calls=page.calls, read_units=page.read_units)
    following = json.dumps(encode(page.after, listing) if page.after else None)
    events = b",".join(body_of(event) for event in page.events).decode()
    return json_answer(f'{{"events":[{events}],"next":{following}}}')


@api.get(
    "/v1/contacts/<contact_id>/update",
    operation_id="read_update",
    summary="Read what an event was made from",
    responses=says(UpdateAnswer, 400, 404),
)
def read_update(
    contact_id: ContactId,
    order: Annotated[
        str, Query(min_length=1, max_length=LONGEST_ORDER, description="`data.order` of the event.")
    ],
) -> Response[str]:
    """The channel's own update, whole."""
    check_order(order)
    record = updates().read(_known(contact_id), order)
    if record is None:
        message = "This contact has no event of that order."
        raise ProblemError(NOT_FOUND, message)
    return json_answer(
        f'{{"order":{json.dumps(order)},"kind":{json.dumps(record.kind)},"update":{_text(record.body)}}}'
    )


@api.get(
    "/v1/contacts/<contact_id>/media",
    operation_id="read_media",
    summary="Get a fresh link to a stored file",
    responses=says(MediaAnswer, 400, 404),
)
def read_media(
    contact_id: ContactId,
    media_id: Annotated[
        str,
        Query(
            alias="id", min_length=1, max_length=LONGEST_MEDIA_ID, description="The file's id in the event."
        ),
    ],
    order: Annotated[
        str,
        Query(
            pattern="^[0-9]{13,16}#",
            max_length=LONGEST_ORDER,
            description="`data.order` of the event that announced the file, or of its `media.stored`.",
        ),
    ],
) -> Response[str]:
    """A stored file, with a link as of now. `data.media.link_path` of `media.stored` is this request."""
    check_media_id(media_id)
    check_order(order)
    found = media().read(_known(contact_id), order, media_id)
    if isinstance(found, NoFile):
        raise no_file(found)
    return json_answer(
        MediaAnswer(media=LinkedMedia(**found.model_dump())).model_dump_json(exclude_none=True)
    )


@api.not_found
def nothing_there(_: NotFoundError) -> Response[str]:
    """Answer a path or a method that does not exist."""
    path, method = api.current_event.path, api.current_event.http_method.upper()
    if is_callback(api.current_event.raw_event):
        return problems.answer(ProblemError(NOT_FOUND, "No destination has such a name."))
    allowed = "POST" if path.rpartition("/")[2] in ACTIONS else "GET"
    if method != allowed and (allowed == "GET" or _is_action(path)):
        return problems.answer(ProblemError(NOT_ALLOWED, f"Only {allowed} is possible."), {"allow": allowed})
    return problems.answer(ProblemError(NOT_FOUND, "There is nothing under this path."))


@api.exception_handler(RequestValidationError)  # type: ignore[untyped-decorator]  # Powertools declares no types here
def not_understood(error: RequestValidationError) -> Response[str]:
    """Answer a request whose parameters are not as declared."""
    return problems.answer(problems.of_validation(error.errors()))


@api.exception_handler(ProblemError)  # type: ignore[untyped-decorator]  # Powertools declares no types here
def refused(error: ProblemError) -> Response[str]:
    """Answer what a route refused."""
    return problems.answer(error)


@api.exception_handler(StorageError)  # type: ignore[untyped-decorator]  # Powertools declares no types here
def out_of_order(error: StorageError) -> Response[str]:
    """Answer while the tables do not."""
    telemetry().count("api.storage_failed")
    telemetry().line("request not answered", code=error.code)
    return problems.answer(ProblemError(TRY_AGAIN, "Ask again in a moment."), {"retry-after": "1"})


def _is_action(path: str) -> bool:
    return any(re.fullmatch(pattern, path) for pattern in ACTIONS.values())


def _known(contact_id: str) -> KnownContact:
    found = contacts().by_id(contact_id)
    if found is None:
        message = "There is no contact of that id."
        raise ProblemError(NOT_FOUND, message)
    return found


def _contact(contact: KnownContact) -> ContactAnswer:
    found = conversations().of(contact.id)
    ordered = sorted(found, key=lambda one: one.last_inbound_at, reverse=True)
    return contact_answer(
        contact,
        [
            conversation_answer(one, NumberRef(id=one.number_id, name=number_name(one.number_id)))
            for one in ordered
        ],
    )


def _text(body: bytes) -> str:
    """Return a record's body, which is JSON, as it stands.

    Raises:
        ProblemError: it is none: the body is gone.
    """
    if not body:
        message = "The update is no longer kept."
        raise ProblemError(NOT_FOUND, message)
    return body.decode()
