"""A request's body: its bytes, and the model it is read as, with every wrong part named."""

import base64
import json
from typing import Any, TypeVar, cast

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from pydantic import BaseModel, ValidationError

from functions.agent_api.answers import InputError
from functions.agent_api.problems import BAD_INPUT, TOO_LARGE, ProblemError, bad_input

LARGEST = 256 * 1024
"""Bytes. The largest message, a form's data aside, has about half of it."""

CHOSEN_BY_KIND = "content"
"""The member whose model is chosen by its `kind`, which pydantic puts behind it in the places it names."""

TOO_SHORT = "too_short"
"""What pydantic calls a list without enough items."""

SAID_BY_PYDANTIC = "Value error, "

BodyModel = TypeVar("BodyModel", bound=BaseModel)


def event_of(router: Router) -> APIGatewayProxyEventV2:
    """Return the request that a router is at: an HTTP API's, payload format 2.0, whatever Powertools says."""
    return cast("APIGatewayProxyEventV2", router.current_event)


def body_bytes(router: Router) -> bytes:
    """Return the body of the request that a router is at, as it came.

    Raises:
        ProblemError: it is not what its encoding says.
    """
    event = event_of(router)
    text = event.body or ""
    try:
        # Not UTF-8 if at all: what cannot be encoded was never signed, and is no JSON.
        if event.is_base64_encoded:
            return base64.b64decode(text, validate=True)
        return text.encode(errors="replace")
    except ValueError as error:
        message = "The body cannot be decoded."
        raise ProblemError(BAD_INPUT, message) from error


def read_body(router: Router, model: type[BodyModel]) -> BodyModel:
    """Return the body of the request that a router is at, as a model; an absent one is an empty object.

    Powertools would read it as Python values, of which strict models refuse some that JSON has no other
    words for, such as a list for a tuple.

    Raises:
        ProblemError: it is too large, or not what the model says; each wrong part has its pointer.
    """
    body = body_bytes(router)
    if len(body) > LARGEST:
        message = f"A body has at most {LARGEST} bytes."
        raise ProblemError(TOO_LARGE, message)
    try:
        # Infinity and NaN are Python's: what they are kept as could not be read by others.
        json.dumps(json.loads(body or b"{}"), allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise bad_input("body", "The body is no JSON.") from error
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        raise _problem(error) from None


def _problem(error: ValidationError) -> ProblemError:
    """Return what is wrong, never what stands there: each place once, with the first sentence about it."""
    errors = error.errors(include_input=False, include_url=False, include_context=False)
    wrong: dict[str, str] = {}
    for found in errors:
        # A list that is too short is one only because pydantic does not count what is wrong in it.
        if found["type"] != TOO_SHORT or not any(_is_within(one["loc"], found["loc"]) for one in errors):
            wrong.setdefault(_pointer(found["loc"]), found["msg"].removeprefix(SAID_BY_PYDANTIC))
    return ProblemError(
        BAD_INPUT,
        "See errors.",
        *(InputError(pointer=pointer, detail=detail) for pointer, detail in wrong.items()),
    )


def _is_within(place: tuple[Any, ...], outer: tuple[Any, ...]) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def _pointer(place: tuple[Any, ...]) -> str:
    """Return the JSON pointer of a place, as RFC 6901 has it in a URI's fragment."""
    parts = [part for before, part in zip(("", *place), place, strict=False) if before != CHOSEN_BY_KIND]
    # Of a choice without a name pydantic says which types it tried: `tuple[str, ...]`.
    named = [part for part in parts if isinstance(part, int) or part.isidentifier()]
    return "#/" + "/".join(["body", *map(str, named)])
