"""Asks the API as API Gateway does."""

import json
from collections.abc import Mapping
from typing import Any

from functions.agent_api import handler
from functions.agent_api.problems import KINDS, TYPES
from tests.unit.functions.samples import Event

VOUCHED = {"lambda": {"client": "crm"}}


def request(
    path: str,
    method: str = "GET",
    authorizer: Any = VOUCHED,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    **query: str,
) -> Event:
    """Return a request as API Gateway hands it over; `body` becomes JSON, a text stays as it is."""
    return {
        "version": "2.0",
        "routeKey": "ANY /v1/{proxy+}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"authorization": "Bearer key", "content-type": "application/json", **(headers or {})},
        "queryStringParameters": query or None,
        "requestContext": {
            "stage": "$default",
            "http": {"method": method, "path": path},
            **({"authorizer": authorizer} if authorizer is not None else {}),
        },
        "isBase64Encoded": False,
        **({} if body is None else {"body": body if isinstance(body, str) else json.dumps(body)}),
    }


def ask(path: str, **parts: Any) -> tuple[int, Any]:
    """Return status and content of an answer; each is JSON of the kind that its status demands."""
    said = handler.lambda_handler(request(path, **parts), None)
    status = int(said["statusCode"])
    headers = {name.lower(): text for name, text in said["headers"].items()}
    content = json.loads(said["body"])
    if status in (200, 201, 202):
        assert headers["content-type"] == "application/json"
    else:
        assert headers["content-type"] == "application/problem+json"
        assert {"type", "title", "status", "detail"} <= set(content)
        assert content["status"] == status
        assert (content["type"], status) in {(TYPES + kind.code, kind.status) for kind in KINDS}
    assert headers["cache-control"] == "no-store"
    return status, content
