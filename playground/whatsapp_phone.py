"""Plays WhatsApp: builds webhooks as Meta sends them, signs them, and posts them to the pipeline."""

import hashlib
import hmac
import json
import secrets
import time
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import httpx

PHONE_NUMBER_ID = "106540352242922"
"""The number `support` of the default settings."""

DISPLAY_PHONE_NUMBER = "31201234567"
WABA_ID = "102290129340398"
POST_TIMEOUT_S = 60.0

Json = dict[str, Any]


def wamid() -> str:
    """Return a message id in Meta's form, never the same twice."""
    return "wamid." + b64encode(secrets.token_bytes(30)).decode()


def now() -> int:
    """Return Unix seconds, the unit of Meta's timestamps."""
    return int(time.time())


def text(sender: str, words: str, *, at: int | None = None, message_id: str | None = None) -> Json:
    """Build a text message from a phone number."""
    return {
        "from": sender,
        "id": message_id or wamid(),
        "timestamp": str(now() if at is None else at),
        "type": "text",
        "text": {"body": words},
    }


def image(
    sender: str, caption: str, *, at: int | None = None, media_id: str | None = None, sha256: str = ""
) -> Json:
    """Build an image message; the file itself is only referred to."""
    content = hashlib.sha256(caption.encode()).digest()
    return {
        "from": sender,
        "id": wamid(),
        "timestamp": str(now() if at is None else at),
        "type": "image",
        "image": {
            "id": media_id or str(secrets.randbelow(10**15)),
            "mime_type": "image/jpeg",
            "sha256": sha256 or b64encode(content).decode(),
            "caption": caption,
        },
    }


def text_without_phone(bsuid: str, words: str, *, at: int | None = None) -> Json:
    """Build a text message of a customer who shows a username and no phone number."""
    return {
        "from_user_id": bsuid,
        "id": wamid(),
        "timestamp": str(now() if at is None else at),
        "type": "text",
        "text": {"body": words},
    }


def status(recipient: str, name: str, *, message_id: str | None = None, at: int | None = None) -> Json:
    """Build a status of a message of ours: sent, delivered, read, played or failed."""
    built: Json = {
        "id": message_id or wamid(),
        "status": name,
        "timestamp": str(now() if at is None else at),
        "recipient_id": recipient,
    }
    if name == "failed":
        built["errors"] = [{"code": 131026, "title": "Message undeliverable"}]
    return built


def profile(phone: str, name: str) -> Json:
    """Build the `contacts` element of a customer with a phone number."""
    return {"profile": {"name": name}, "wa_id": phone}


def profile_without_phone(bsuid: str, username: str, name: str) -> Json:
    """Build the `contacts` element of a customer who shows a username and no phone number."""
    return {"profile": {"name": name, "username": username}, "user_id": bsuid}


def change(
    *,
    messages: Iterable[Json] = (),
    statuses: Iterable[Json] = (),
    contacts: Iterable[Json] = (),
    phone_number_id: str = PHONE_NUMBER_ID,
) -> Json:
    """Build one element of `changes`; parts that are empty are left out, as Meta does."""
    value: Json = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": DISPLAY_PHONE_NUMBER,
            "phone_number_id": phone_number_id,
        },
    }
    parts = {"contacts": list(contacts), "messages": list(messages), "statuses": list(statuses)}
    value.update({name: part for name, part in parts.items() if part})
    return {"value": value, "field": "messages"}


def webhook(*changes: Json, entries: int = 1) -> bytes:
    """Build the body of a webhook, its changes spread evenly over so many entries."""
    built = [{"id": WABA_ID, "changes": list(changes[start::entries])} for start in range(entries)]
    body = {"object": "whatsapp_business_account", "entry": built}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def webhook_of(*messages: Json) -> bytes:
    """Build the body of a webhook that brings only these messages."""
    senders = {m["from"] for m in messages if "from" in m}
    contacts = [profile(sender, f"Customer {sender[-3:]}") for sender in sorted(senders)]
    return webhook(change(messages=messages, contacts=contacts))


def signature(body: bytes, app_secret: str) -> str:
    """Return the value of `X-Hub-Signature-256` for a body."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


class Webhooks(Protocol):
    """What the phone must know of a stack."""

    @property
    def webhook_url(self) -> str:
        """Where webhooks are posted."""
        ...

    @property
    def webhook_headers(self) -> Mapping[str, str]:
        """Headers that every request needs."""
        ...

    @property
    def app_secret(self) -> str:
        """What signs."""
        ...

    @property
    def verify_token(self) -> str:
        """What the handshake shows."""
        ...


class Phone:
    """Posts webhooks to one stack, over connections that it keeps."""

    def __init__(self, stack: Webhooks, connections: int = 8) -> None:
        self._url = stack.webhook_url
        self._app_secret = stack.app_secret
        self._verify_token = stack.verify_token
        self._client = httpx.Client(
            headers=stack.webhook_headers,
            timeout=POST_TIMEOUT_S,
            trust_env=False,
            limits=httpx.Limits(max_connections=connections),
        )

    def post(self, body: bytes, *, signed_as: str | None = None, sign: bool = True) -> httpx.Response:
        """Post one webhook, signed by the app secret or another, or not at all."""
        headers = {"Content-Type": "application/json"}
        if sign:
            headers["X-Hub-Signature-256"] = signature(body, signed_as or self._app_secret)
        return self._client.post(self._url, content=body, headers=headers)

    def handshake(self, challenge: str, *, verify_token: str | None = None) -> httpx.Response:
        """Ask for the handshake that Meta does when the webhook is configured."""
        asked = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": self._verify_token if verify_token is None else verify_token,
        }
        return self._client.get(self._url, params=asked)

    def hang_up(self) -> None:
        """Close the connections."""
        self._client.close()
