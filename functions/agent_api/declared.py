"""What the API's routes have in common: parameters, declared answers, and how an answer is made."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import BaseModel

from functions.agent_api import problems
from functions.agent_api.answers import Problem

JSON = "application/json"

ContactId = Annotated[str, Path(pattern="^ctc_[a-z2-7]{26}$", description="`data.contact.id` of an event.")]
DestinationName = Annotated[str, Path(max_length=64, description="As in `appcare.toml`.")]
EventId = Annotated[str, Path(pattern="^evt_[a-z2-7]{26}$", description="`id` of an event.")]

BY_THE_GATEWAY = {"description": "API Gateway does not know the caller; its answer is no problem+json."}


def says(model: type[BaseModel], *statuses: int, success: int = 200, is_open: bool = False) -> dict[int, Any]:
    """Declare the answers of an operation: the model, and problems under these statuses.

    Args:
        model: what success says.
        statuses: of problems, beside 503.
        success: its status.
        is_open: whether API Gateway lets everybody in.
    """
    refusals = {
        status: {"description": "A problem.", "content": {problems.CONTENT_TYPE: {"model": Problem}}}
        for status in (*statuses, 503)
    }
    said = "Found." if success == HTTPStatus.OK else "Asked for."
    return {
        success: {"description": said, "content": {JSON: {"model": model}}},
        **refusals,
        **({} if is_open else {401: BY_THE_GATEWAY, 403: BY_THE_GATEWAY}),
    }


def new_router() -> Router:
    """Return a router without routes."""
    return Router()  # type: ignore[no-untyped-call]  # Powertools declares no types here


def answer_of(content: BaseModel, status: int = 200) -> Response[str]:
    """Answer with a model."""
    return json_answer(content.model_dump_json(), status)


def json_answer(body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response[str]:
    """Answer with JSON as it stands."""
    return Response(
        status_code=status,
        content_type=JSON,
        body=body,
        headers={"cache-control": "no-store", **(headers or {})},
    )
