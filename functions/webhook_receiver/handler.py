"""HTTP in, HTTP out: Meta's handshake (GET) and its webhooks (POST)."""

import base64
from typing import Any

from appcare.whatsapp.receiver import Handshake, Verdict, WebhookReceiver
from functions.telemetry import telemetry
from functions.webhook_receiver.wiring import receiver

SAYS = {
    Verdict.STORED: "ok",
    Verdict.NOT_SIGNED: "The signature is missing or does not match the body.",
    Verdict.NOT_VERIFIED: "The verify token does not match.",
    Verdict.TOO_LARGE: "The body is larger than 3 MB.",
    Verdict.OUR_TROUBLE: "The webhook could not be stored; send it again.",
}


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request of API Gateway's HTTP API (payload format 2.0)."""
    del context
    try:
        return _answer(event)
    finally:
        telemetry().flush()


def _answer(event: dict[str, Any]) -> dict[str, Any]:
    path = event.get("pathParameters") or {}
    try:
        found = receiver(f"{path.get('channel')}/{path.get('account')}")
    except KeyError:
        return _text(404, "No such account.")
    if event["requestContext"]["http"]["method"] == "GET":
        return _handshake(found, event.get("queryStringParameters") or {})
    verdict = found.receive(_body(event), event.get("headers", {}).get("x-hub-signature-256"))
    return _text(verdict, SAYS[verdict])


def _handshake(found: WebhookReceiver, asked: dict[str, str]) -> dict[str, Any]:
    handshake = Handshake(
        mode=asked.get("hub.mode", ""),
        token=asked.get("hub.verify_token", ""),
        challenge=asked.get("hub.challenge", ""),
    )
    verdict = found.shake_hands(handshake)
    return _text(verdict, handshake.challenge if verdict is Verdict.STORED else SAYS[verdict])


def _body(event: dict[str, Any]) -> bytes:
    body: str = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode("utf-8", "replace")


def _text(status: int, body: str) -> dict[str, Any]:
    return {
        "statusCode": int(status),
        "headers": {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store"},
        "body": body,
    }
