"""A request's headers in, whether it may pass and whose it is out (API Gateway's simple response)."""

from typing import Any

from appcare.domain.api_keys import bearer_of, client_of
from appcare.domain.errors import SecretMissingError
from functions.api_authorizer.wiring import hashes
from functions.telemetry import telemetry


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Say whether a request carries the key of a client of ours.

    Raises:
        StorageError: the keys cannot be read now; API Gateway then refuses.
    """
    del context
    try:
        client = _client(event.get("headers") or {})
        telemetry().count("api.admitted" if client else "api.key_rejected")
    finally:
        telemetry().flush()
    return {"isAuthorized": client is not None, "context": {"client": client or ""}}


def _client(headers: dict[str, str]) -> str | None:
    key = bearer_of(headers.get("authorization", ""))
    if key is None:
        return None
    try:
        return client_of(key, hashes())
    except SecretMissingError as error:
        telemetry().line("no API key is set up", code=error.code)
        return None
