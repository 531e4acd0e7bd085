"""The API's resources about destinations: where they stand, and switching them off and on."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.agent_api.declared import DestinationName, answer_of, new_router, says
from functions.agent_api.delivery_answers import (
    DestinationAnswer,
    DestinationsAnswer,
    Switch,
    destination_answer,
)
from functions.agent_api.delivery_wiring import switches
from functions.agent_api.inputs import check_destination

destinations = new_router()


@destinations.get(
    "/v1/destinations",
    operation_id="list_destinations",
    summary="List the destinations",
    responses=says(DestinationsAnswer),
)
def list_destinations() -> Response[str]:
    """Where every destination stands; `media` is the Cloud API that files are fetched from."""
    return answer_of(DestinationsAnswer(destinations=[destination_answer(one) for one in switches().all()]))


@destinations.post(
    "/v1/destinations/<destination>/disable",
    operation_id="disable_destination",
    summary="Disable a destination",
    responses=says(DestinationAnswer, 400, 404),
)
def disable_destination(
    destination: DestinationName, switch: Annotated[Switch | None, Body()] = None
) -> Response[str]:
    """Call it no more until somebody enables it; its events wait, each customer's in order."""
    check_destination(destination, switches().names)
    reason = switch.reason if switch else ""
    return answer_of(destination_answer(switches().disable(destination, reason)))


@destinations.post(
    "/v1/destinations/<destination>/enable",
    operation_id="enable_destination",
    summary="Enable a destination",
    responses=says(DestinationAnswer, 400, 404),
)
def enable_destination(destination: DestinationName) -> Response[str]:
    """Call it again, whatever closed it; what waits goes on within a minute or two."""
    check_destination(destination, switches().names)
    return answer_of(destination_answer(switches().enable(destination)))
