"""The cursor of a history: where the page before ended."""

import base64
import json

from appcare.domain.log import LogKey, digest

LONGEST = 8192
LONGEST_SORT_KEY = 1024
"""Bytes. What DynamoDB takes."""


class CursorError(Exception):
    """A cursor that this listing never gave."""


def encode(key: LogKey, listing: str) -> str:
    """Return the cursor of a listing after a record."""
    said = json.dumps([key.sk, key.pk, _check(key, listing)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def decode(cursor: str, listing: str) -> LogKey:
    """Return the record after which to go on.

    The check catches what was cut off, mixed up or made up. It is no signature, and need not be:
    a cursor only says where in the history of the path's contact to begin.

    Raises:
        CursorError: it is no cursor of this listing.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        sk, pk, check = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        key = LogKey(pk, sk)
        genuine = check == _check(key, listing) and 0 < len(sk.encode()) <= LONGEST_SORT_KEY
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise CursorError from error
    if not genuine:
        raise CursorError
    return key


def _check(key: LogKey, listing: str) -> str:
    return digest("cursor", listing, key.pk, key.sk)[:12]
