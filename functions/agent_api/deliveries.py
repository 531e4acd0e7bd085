"""The API's resources about deliveries: which failed, and having them again."""

from datetime import datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import AwareDatetime

from appcare.application.delivery_list import DeliveryQuery, ListPlace
from appcare.application.find_replayable import ReplayQuery
from appcare.application.request_replay import (
    NothingToReplayError,
    StillRetryingError,
    TooManyEventsError,
)
from appcare.domain.failed_delivery import FailedState
from appcare.domain.log import LogKey
from functions.agent_api.cursor import LONGEST, CursorError, decode, encode
from functions.agent_api.declared import ContactId, DestinationName, EventId, answer_of, new_router, says
from functions.agent_api.delivery_answers import (
    ContactReplay,
    DeliveriesAnswer,
    DeliveryAnswer,
    ReplayAnswer,
    delivery_answer,
    replay_answer,
)
from functions.agent_api.delivery_wiring import delivery_list, replays, subscription, switches
from functions.agent_api.inputs import check_destination
from functions.agent_api.problems import CONFLICT, NOT_FOUND, ProblemError, bad_input
from functions.agent_api.wiring import contacts

LARGEST_PAGE = 200

deliveries = new_router()


@deliveries.get(
    "/v1/deliveries",
    operation_id="list_deliveries",
    summary="List the deliveries that failed",
    responses=says(DeliveriesAnswer, 400),
)
def list_deliveries(
    destination: Annotated[str | None, Query(description="Only of this destination.")] = None,
    state: Annotated[FailedState | None, Query(description="Only those in this state.")] = None,
    since: Annotated[AwareDatetime | None, Query(description="Only what failed first then or later.")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Only what failed first before.")] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Most deliveries in the page.")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=LONGEST, description="`next` of the page before, of the same listing.")
    ] = None,
) -> Response[str]:
    """What failed at least once, newest first, whether it waits, was given up, or came through."""
    if destination is not None and destination not in switches().names:
        raise bad_input("query/destination", "There is no destination of that name.")
    listing = "|".join(("deliveries", destination or "", state or "", str(since), str(until)))
    page = delivery_list().page(
        DeliveryQuery(
            destinations=switches().names if destination is None else [destination],
            states=tuple(FailedState) if state is None else [state],
            since=_milliseconds(since) or 0,
            until=_milliseconds(until),
            after=_place(cursor, listing),
            limit=limit,
        )
    )
    return answer_of(
        DeliveriesAnswer(
            deliveries=[delivery_answer(one) for one in page.deliveries],
            next=encode(_key(page.after), listing) if page.after else None,
        )
    )


@deliveries.get(
    "/v1/deliveries/<destination>/<event_id>",
    operation_id="read_delivery",
    summary="Read a delivery that failed",
    responses=says(DeliveryAnswer, 400, 404),
)
def read_delivery(destination: DestinationName, event_id: EventId) -> Response[str]:
    """What was tried, when, how long it took, and what was answered."""
    found = delivery_list().find(destination, [event_id]).get(event_id)
    if found is None:
        message = "This event never failed at this destination, or that was long ago."
        raise ProblemError(NOT_FOUND, message)
    return answer_of(delivery_answer(found))


@deliveries.post(
    "/v1/deliveries/<destination>/<event_id>/replay",
    operation_id="replay_delivery",
    summary="Send an event again that failed",
    responses=says(ReplayAnswer, 400, 404, 409, success=202),
)
def replay_delivery(destination: DestinationName, event_id: EventId) -> Response[str]:
    """Send it once more under its own id, behind whatever is on its way to the same customer's lane."""
    check_destination(destination, switches().names)
    try:
        asked = replays().delivery(destination, event_id)
    except NothingToReplayError as error:
        raise ProblemError(NOT_FOUND, str(error)) from error
    except StillRetryingError as error:
        raise ProblemError(CONFLICT, str(error)) from error
    return answer_of(replay_answer(asked), 202)


@deliveries.post(
    "/v1/contacts/<contact_id>/replay",
    operation_id="replay_contact",
    summary="Send a customer's events again",
    responses=says(ReplayAnswer, 400, 404, success=202),
)
def replay_contact(contact_id: ContactId, asked: Annotated[ContactReplay, Body()]) -> Response[str]:
    """Send what a destination was told of a customer once more, in order, each event under its own id."""
    contact = contacts().by_id(contact_id)
    if contact is None:
        message = "There is no contact of that id."
        raise ProblemError(NOT_FOUND, message)
    to = subscription(asked.destination)
    if to is None:
        raise bad_input("body/destination", "There is no destination of that name.")
    query = ReplayQuery(
        to=to,
        since=_milliseconds(asked.since) or 0,
        until=_milliseconds(asked.until),
        types=tuple(asked.types),
        parked_only=asked.parked_only,
    )
    try:
        return answer_of(replay_answer(replays().contact(contact, query)), 202)
    except TooManyEventsError as error:
        raise bad_input("body", str(error)) from error


def _milliseconds(at: datetime | None) -> int | None:
    return None if at is None else max(0, round(at.timestamp() * 1000))


def _place(cursor: str | None, listing: str) -> ListPlace | None:
    if cursor is None:
        return None
    try:
        key = decode(cursor, listing)
        at, _, event_id = key.sk.partition("#")
        return ListPlace(int(at), event_id, key.pk)
    except (CursorError, ValueError):
        raise bad_input("query/cursor", "This listing gave no such cursor: begin without one.") from None


def _key(place: ListPlace) -> LogKey:
    return LogKey(place.destination, f"{place.at}#{place.event_id}")
