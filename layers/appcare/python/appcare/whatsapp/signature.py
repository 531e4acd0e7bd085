"""Whether a webhook comes from Meta: its HMAC over the raw bytes."""

import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "sha256="


def is_signed(body: bytes, header: str | None, secrets: Iterable[str]) -> bool:
    """Whether `header` signs `body` with one of the app secrets.

    Args:
        body: the bytes as they came, before any decoding.
        header: `X-Hub-Signature-256`, `sha256=<64 hex digits>`.
        secrets: the current and the previous app secret; empty ones never match.

    Source: Meta, "Create a webhook endpoint", validating payloads.
    """
    if header is None or not header.startswith(PREFIX):
        return False
    given = header[len(PREFIX) :].strip().lower().encode("utf-8", "replace")
    matches = [
        hmac.compare_digest(hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode(), given)
        for secret in secrets
        if secret
    ]
    return any(matches)


def sign(body: bytes, secret: str) -> str:
    """Return the header that Meta would send with `body`."""
    return PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
