"""The OpenAPI document of the API, made from its routes and models."""

import json
from typing import Any

from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

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
    for name in NEVER_SENT:
        document["components"]["schemas"].pop(name, None)
    for schema in document["components"]["schemas"].values():
        schema.pop("additionalProperties", None)  # our models are closed; what a client reads may grow
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
