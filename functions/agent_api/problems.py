"""Whatever goes wrong, as RFC 9457 `application/problem+json`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.event_handler import Response

from appcare.application.read_media import NoFile
from functions.agent_api.answers import InputError, Problem

CONTENT_TYPE = "application/problem+json"
TYPES = "urn:appcare:problem:"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its code, its title and the status that goes with it."""

    code: str
    title: str
    status: int


BAD_INPUT = Kind("bad-input", "The request cannot be understood.", 400)
NOT_AUTHORIZED = Kind("not-authorized", "Nobody vouches for this request.", 401)
NOT_FOUND = Kind("not-found", "There is no such thing.", 404)
NOT_ALLOWED = Kind("method-not-allowed", "That cannot be done here.", 405)
CONFLICT = Kind("conflict", "That goes on already.", 409)
IDEMPOTENCY_CONFLICT = Kind("idempotency-conflict", "This key was used for something else.", 409)
ROLLOUT_REFUSED = Kind("rollout-refused", "The rollout cannot go there.", 409)
TOO_LARGE = Kind("too-large", "That is too much at once.", 413)
NOT_SENDABLE = Kind("not-sendable", "This may not be sent.", 422)
TRY_AGAIN = Kind("try-again", "It cannot be answered now.", 503)

KINDS = (
    BAD_INPUT,
    NOT_AUTHORIZED,
    NOT_FOUND,
    NOT_ALLOWED,
    CONFLICT,
    IDEMPOTENCY_CONFLICT,
    ROLLOUT_REFUSED,
    TOO_LARGE,
    NOT_SENDABLE,
    TRY_AGAIN,
)

NO_FILE = {
    NoFile.UNKNOWN: "No file of this id has been stored for this event, as yet.",
    NoFile.LOST: "The channel did not give this file: `media.lost` says why.",
    NoFile.GONE: "This file was stored and is no longer kept.",
}


class ProblemError(Exception):
    """A request that is answered with a problem."""

    def __init__(
        self, kind: Kind, detail: str, *errors: InputError, members: Mapping[str, Any] | None = None
    ) -> None:
        """Set up.

        Args:
            kind: of the problem.
            detail: for people.
            errors: which parts of the input are wrong.
            members: what more is said, beside what every problem says.
        """
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.members = members or {}


def answer(problem: ProblemError, headers: Mapping[str, str] | None = None) -> Response[str]:
    """Return a problem as a response."""
    body = Problem(
        type=TYPES + problem.kind.code,
        title=problem.kind.title,
        status=problem.kind.status,
        detail=problem.detail,
        errors=list(problem.errors) or None,
    )
    return Response(
        status_code=problem.kind.status,
        content_type=CONTENT_TYPE,
        body=json.dumps({**problem.members, **body.model_dump(mode="json", exclude_none=True)}),
        headers={"cache-control": "no-store", **(headers or {})},
    )


def bad_input(part: str, detail: str) -> ProblemError:
    """Return the problem of one wrong part, such as `query/limit`."""
    error = InputError(pointer=f"#/{part}", detail=detail)
    return ProblemError(BAD_INPUT, "See errors.", error)


def no_file(reason: NoFile) -> ProblemError:
    """Return the problem of a file that there is no link to."""
    error = InputError(pointer="#/query/id", detail=NO_FILE[reason])
    return ProblemError(NOT_FOUND, NO_FILE[reason], error)


def of_validation(errors: Iterable[Mapping[str, Any]]) -> ProblemError:
    """Return the problem of everything that the declared parameters refuse."""
    found = [
        InputError(pointer="#/" + "/".join(str(part) for part in error["loc"]), detail=str(error["msg"]))
        for error in errors
    ]
    return ProblemError(BAD_INPUT, "See errors.", *found)
