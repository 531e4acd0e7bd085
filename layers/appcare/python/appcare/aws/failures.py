"""Turns the SDK's errors into ours, in one place."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from appcare.domain.errors import InvalidRequestError, StorageError

NONE_EXPECTED: Mapping[str, type[Exception]] = {}
"""No answer of the service means anything but failure."""


class ConditionFailedError(Exception):
    """A conditional write found something else stored; never leaves `appcare.aws`."""


class ConflictError(Exception):
    """A transaction met another one; never leaves `appcare.aws`."""


class AbsentError(Exception):
    """What was asked for does not exist; never leaves `appcare.aws`."""


NEVER_VALID = frozenset({"ValidationException", "InvalidParameterValue", "InvalidMessageContents"})
"""Codes that speak of the request itself: a key too long, a character that a queue does not take."""

CONDITION: Mapping[str, type[Exception]] = {"ConditionalCheckFailedException": ConditionFailedError}
"""For conditional writes."""

TRANSACTION: Mapping[str, type[Exception]] = {
    "TransactionCanceledException": ConflictError,
    "TransactionConflictException": ConflictError,
    "TransactionInProgressException": ConflictError,
}
"""For transactions: look again at what is stored, then try again."""

NO_OBJECT: Mapping[str, type[Exception]] = {"NoSuchKey": AbsentError, "404": AbsentError}
"""For reading an object."""

NO_SECRET: Mapping[str, type[Exception]] = {"ResourceNotFoundException": AbsentError}
"""For reading a secret."""


@contextmanager
def translated(what: str, expected: Mapping[str, type[Exception]] = NONE_EXPECTED) -> Iterator[None]:
    """Raise what `expected` says for an error code of AWS.

    Where it says nothing: `InvalidRequestError` for a request that no repetition makes valid,
    `StorageError` for every other.

    The sentence names the service's code and never its message, which may quote a key.
    """
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", "unknown"))
        error_class = expected.get(code) or (InvalidRequestError if code in NEVER_VALID else StorageError)
        raise error_class(f"{what}: {code}") from error
    except BotoCoreError as error:
        message = f"{what}: {type(error).__name__}"
        raise StorageError(message) from error
