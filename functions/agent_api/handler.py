"""HTTP in, HTTP out: what CRMs and agents ask."""

from typing import Any

from functions.agent_api.callbacks import is_callback
from functions.agent_api.problems import NOT_AUTHORIZED, ProblemError, answer
from functions.agent_api.routes import api
from functions.agent_api.wiring import authorizer
from functions.telemetry import telemetry


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway's HTTP API (payload format 2.0)."""
    try:
        if not (is_callback(event) or _is_vouched_for(event)):
            telemetry().count("api.not_authorized")
            refusal = answer(
                ProblemError(NOT_AUTHORIZED, "Show who you are as this API is configured to ask.")
            )
            return {
                "statusCode": refusal.status_code,
                "headers": {"content-type": str(refusal.content_type), "cache-control": "no-store"},
                "body": refusal.body,
            }
        return api.resolve(event, context)
    finally:
        telemetry().flush()


def _is_vouched_for(event: dict[str, Any]) -> bool:
    """Whether the configured authorizer let this request pass.

    API Gateway refuses all others itself. Should a route ever lack its authorizer, nothing is
    told to anybody.
    """
    found = (event.get("requestContext") or {}).get("authorizer")
    return isinstance(found, dict) and bool(found.get(authorizer()))
