"""Proof of origin of callbacks that are signed by Standard Webhooks."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

from appcare.application.adapter_ports import CallbackRefusal, CallbackRefusedError, RawRequest

TOLERANCE_S = 300
"""How old or early a signature may be. Source: Standard Webhooks 1.0.0, verifying: a few minutes."""

PREFIX = "whsec_"
MOMENT = re.compile("[0-9]{1,12}")
"""Unix seconds, as a clock could tell them."""

SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


def proven_id(request: RawRequest, secrets: Iterable[str]) -> str:
    """Return the id of a callback, `webhook-id`, once its signature over the raw bytes is right.

    Args:
        request: the callback.
        secrets: base64, with or without `whsec_`; during a rotation both, and either may have signed.

    Raises:
        CallbackRefusedError: UNSIGNED where no secret signed exactly this; STALE where one did, but more
            than five minutes before it came, or after.
    """
    id_, moment, signatures = (request.headers.get(name, "") for name in SIGNED)
    # What cannot be encoded was never signed.
    content = f"{id_}.{moment}.".encode(errors="replace") + request.body
    given = [part.partition(",")[2] for part in signatures.split() if part.startswith("v1,")]
    wanted = [_signature(secret, content) for secret in secrets]
    # Every pair is compared, so that the time it takes tells nothing.
    matches = [
        hmac.compare_digest(one, other.encode(errors="replace"))
        for one in wanted
        if one is not None
        for other in given
    ]
    if not (id_ and any(matches)):
        raise CallbackRefusedError(CallbackRefusal.UNSIGNED, "The callback's signature is missing or wrong.")
    if not MOMENT.fullmatch(moment) or abs(request.at / 1000 - int(moment)) > TOLERANCE_S:
        raise CallbackRefusedError(
            CallbackRefusal.STALE, "The callback was signed more than five minutes ago."
        )
    return id_


def _signature(secret: str, content: bytes) -> bytes | None:
    """Return what a secret signs content with; None where it is empty or no base64."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        return None
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()) if key else None
