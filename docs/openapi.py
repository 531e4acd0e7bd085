"""The OpenAPI document of the API, made from its routes and models."""

import json
from typing import Any

from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer
from pydantic import BaseModel

from appcare.crm.callbacks import SIGNED
from appcare.crm.webhook.callback import Callback
from functions.agent_api import problems
from functions.agent_api.rollout_answers import AskedOrder, AskedStep
from functions.agent_api.routes import api
from functions.agent_api.sending_answers import (
    AskedAssignment,
    AskedClosing,
    AskedMessage,
    AskedReading,
    AskedTyping,
    NotSendable,
)
from functions.agent_api.upload_answers import AskedUpload

DESCRIPTION = """\
What CRMs and agents can ask. `docs/api.md` tells how; `docs/settings.md`, `[api]`, who may.\
"""
REFERENCE = "#/components/schemas/{model}"
NEVER_SENT = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
"""Powertools declares its own answer to bad input; ours are problems, under 400."""


BODIES: dict[str, type[BaseModel]] = {
    "send_message": AskedMessage,
    "read_message": AskedReading,
    "show_typing": AskedTyping,
    "assign_conversation": AskedAssignment,
    "close_conversation": AskedClosing,
    "offer_upload": AskedUpload,
    "hold_rollout": AskedOrder,
    "freeze_rollout": AskedOrder,
    "resume_rollout": AskedOrder,
    "advance_rollout": AskedStep,
    "step_rollout_back": AskedStep,
}
"""Operation -> the model of a body that its route reads by itself, strictly and as JSON."""

CHECKED_BY_RULES = ("send_message", "read_message", "show_typing")
"""Operations that are refused under 422; Powertools puts an answer of its own there."""


def openapi_document() -> str:
    """Return `docs/openapi.json`."""
    document: dict[str, Any] = json.loads(
        api.get_openapi_json_schema(
            title="AppCare",
            version="1",
            description=DESCRIPTION,
            security_schemes={"caller": HTTPBearer(description='With `auth = "keys"` or `"jwt"`.')},
            security=[{"caller": []}],
        )
    )
    del document["servers"]
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
    _describe_callback(document)
    for name, model in BODIES.items():
        _describe_body(document, _operation(document, name), model)
        # Where nothing must be said the body may be left out.
        _operation(document, name)["requestBody"]["required"] = any(
            field.is_required() for field in model.model_fields.values()
        )
    for name in CHECKED_BY_RULES:
        _describe_refusal(document, _operation(document, name))
    for name in NEVER_SENT:
        document["components"]["schemas"].pop(name, None)
    for schema in document["components"]["schemas"].values():
        schema.pop("additionalProperties", None)  # our models are closed; what a client reads may grow
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _describe_callback(document: dict[str, Any]) -> None:
    """Say how a callback to an adapter `webhook` looks: the route itself takes the bytes as they are."""
    operation = document["paths"]["/hooks/{destination}"]["post"]
    operation["security"] = []  # the signature is the proof
    operation["parameters"] += [
        {"in": "header", "name": name, "required": True, "schema": {"type": "string"}} for name in SIGNED
    ]
    _describe_body(document, operation, Callback)


def _describe_body(document: dict[str, Any], operation: dict[str, Any], model: type[BaseModel]) -> None:
    schema = _declared(document, model)
    operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}


def _describe_refusal(document: dict[str, Any], operation: dict[str, Any]) -> None:
    """Say what more a problem says where a rule refuses a message."""
    schema = _declared(document, NotSendable)
    content = {problems.CONTENT_TYPE: {"schema": schema}}
    operation["responses"]["422"] = {"description": "It may not be sent.", "content": content}


def _operation(document: dict[str, Any], name: str) -> dict[str, Any]:
    operations = (one for path in document["paths"].values() for one in path.values())
    return next(one for one in operations if one["operationId"] == name)


def _declared(document: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Put a model and what it is made of among the schemas; return a reference to it."""
    schema = model.model_json_schema(ref_template=REFERENCE)
    document["components"]["schemas"] |= {**schema.pop("$defs", {}), model.__name__: schema}
    return {"$ref": REFERENCE.format(model=model.__name__)}
