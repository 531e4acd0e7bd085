"""How the Cloud API double refuses: Graph's error object. Source: Meta, "Error codes"."""

import secrets
from dataclasses import dataclass
from http import HTTPStatus

from playground.double_server import Answer

WORDS = {
    100: "Invalid parameter",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    132001: "Template name does not exist in the translation",
    132015: "Template is paused",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why something is refused: Meta's code, and what exactly is wrong."""

    code: int
    details: str


def refused(flaw: Flaw) -> Answer:
    """Return Graph's refusal of what a request holds."""
    error = _error(flaw.code, f"(#{flaw.code}) {WORDS[flaw.code]}")
    error["error_data"] = {"messaging_product": "whatsapp", "details": flaw.details}
    return Answer(HTTPStatus.BAD_REQUEST, {"error": error})


def unknown_path(path: str) -> Answer:
    """Return Graph's answer for a path that leads nowhere."""
    return Answer(HTTPStatus.NOT_FOUND, {"error": _error(2500, f"(#2500) Unknown path components: {path}")})


def no_token() -> Answer:
    """Return Graph's answer to whoever shows no access token."""
    return Answer(HTTPStatus.UNAUTHORIZED, {"error": _error(190, "(#190) Invalid OAuth access token.")})


def _error(code: int, message: str) -> dict[str, object]:
    return {
        "message": message,
        "type": "OAuthException",
        "code": code,
        "fbtrace_id": secrets.token_urlsafe(8),
    }
