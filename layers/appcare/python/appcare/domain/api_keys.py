"""API keys: only their hashes are kept, by the name of the client that holds the key."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

SCHEME = "bearer"


def hash_of(key: str) -> str:
    """Return what is kept of a key; keys are 256 random bits, so a plain hash cannot be guessed."""
    return hashlib.sha256(key.encode()).hexdigest()


def bearer_of(authorization: str) -> str | None:
    """Return the key in an `Authorization` header, `Bearer <key>`; None: there is none."""
    scheme, _, key = authorization.partition(" ")
    return key.strip() or None if scheme.lower() == SCHEME and key.isascii() else None


def client_of(key: str, hashes: Mapping[str, Any]) -> str | None:
    """Return the name of the client whose key this is; None: nobody's.

    Every hash is compared, each in constant time: how long it takes says nothing about any key.
    """
    given = hash_of(key).encode()
    found = None
    for client, kept in hashes.items():
        if isinstance(kept, str) and hmac.compare_digest(given, kept.lower().encode()):
            found = client
    return found
