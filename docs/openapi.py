"""The OpenAPI document of the API, made from its routes and models."""

import json
from typing import Any

from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

from appcare.crm.callbacks import SIGNED
from appcare.crm.webhook.callback import Callback
from functions.agent_api.routes import api

DESCRIPTION = """\
What CRMs and agents can ask. `docs/api.md` tells how; `docs/settings.md`, `[api]`, who may.\
"""
NEVER_SENT = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
"""Powertools declares its own answer to bad input; ours are problems, under 400."""


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
    schema = Callback.model_json_schema(ref_template="#/components/schemas/{model}")
    document["components"]["schemas"] |= schema.pop("$defs")
    operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
