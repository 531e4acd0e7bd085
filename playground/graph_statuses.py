"""Tells the pipeline how far a message has come, as Meta does: signed webhooks, in a thread of their own."""

import logging
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from http import HTTPStatus
from typing import Any

import httpx

from playground.double_server import Answer
from playground.whatsapp_phone import Json, Phone, change, status, webhook

WORKERS = 16
PAUSES_S = (0.2, 1.0, 2.0, 5.0)
"""Before a status is posted again that was not answered 200; Meta goes on for a week."""

KNOWN = ("sent", "delivered", "read", "played", "failed")
PRICED = frozenset({"sent", "delivered", "read"})

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where webhooks go, and what signs them; as in `stack.json`."""

    webhook_url: str
    app_secret: str
    webhook_headers: Mapping[str, str] = field(default_factory=dict)
    verify_token: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is told of each message that is accepted.

    Attributes:
        send: statuses, in this order.
        delay: seconds before each.
        before_answer: whether they come before the answer to the send itself.
        error: what `failed` says; None: Meta's 131026.
    """

    send: tuple[str, ...] = ("sent", "delivered")
    delay: float = 0.2
    before_answer: bool = False
    error: Mapping[str, Any] | None = None

    def flaw(self) -> str:
        """Say what is wrong with it, empty: nothing."""
        if not set(self.send) <= set(KNOWN):
            return f"send must be a list of {', '.join(KNOWN)}."
        if isinstance(self.delay, bool) or not 0 <= self.delay <= 60:  # noqa: PLR2004 - the sentence says it
            return "delay must be seconds from 0 to 60."
        return "" if isinstance(self.before_answer, bool) else "before_answer must be true or false."


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that was accepted; `category` is what it is charged as."""

    phone_number_id: str
    body: Mapping[str, Any]
    wamid: str
    category: str


class Statuses:
    """Posts statuses of accepted messages once it knows where to."""

    def __init__(self) -> None:
        self._phone: Phone | None = None
        self._plan = Plan()
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="statuses")

    def connect(self, asked: Any) -> Answer:
        """Learn where webhooks go: `webhook_url`, `webhook_headers`, `app_secret`."""
        try:
            self._phone = Phone(Place(**asked), connections=WORKERS)
        except TypeError:
            return _bad(f"Known: {', '.join(one.name for one in fields(Place))}.")
        return Answer(HTTPStatus.NO_CONTENT, None)

    def put(self, asked: Any) -> Answer:
        """Learn which statuses to send; see `Plan`."""
        try:
            plan = Plan(**{**asked, "send": tuple(asked.get("send", Plan().send))})
            flaw = plan.flaw()
        except (TypeError, AttributeError):
            flaw = f"Known: {', '.join(one.name for one in fields(Plan))}."
        if flaw:
            return _bad(flaw)
        self._plan = plan
        return Answer(HTTPStatus.NO_CONTENT, None)

    def clear(self) -> None:
        """Send what is sent by default."""
        self._plan = Plan()

    def close(self) -> None:
        """Send no more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def accepted(self, taken: Taken) -> None:
        """Tell of a message; return at once unless that is to come before the answer."""
        if self._phone is None or not self._plan.send:
            return
        if self._plan.before_answer:
            self._tell(self._phone, self._plan, taken)
        else:
            self._pool.submit(self._tell, self._phone, self._plan, taken)

    def _tell(self, phone: Phone, plan: Plan, taken: Taken) -> None:
        for turn, name in enumerate(plan.send):
            time.sleep(plan.delay)
            told = status_of(taken, name, is_priced=turn < 2, error=plan.error)  # noqa: PLR2004 - sent and the next
            body = webhook(change(statuses=[told], phone_number_id=taken.phone_number_id))
            if not _post(phone, body):
                _LOGGER.warning("a status %s was never answered 200", name)


def status_of(
    taken: Taken, name: str, *, is_priced: bool = True, error: Mapping[str, Any] | None = None
) -> Json:
    """Return a status in Meta's words; the price stands in `sent` and in one of those after it."""
    body = taken.body
    built = status(str(body.get("to", "")).lstrip("+"), name, message_id=taken.wamid)
    if not body.get("to"):
        del built["recipient_id"]
        built["recipient_user_id"] = body["recipient"]
    if "biz_opaque_callback_data" in body:
        built["biz_opaque_callback_data"] = body["biz_opaque_callback_data"]
    if is_priced and name in PRICED:
        price = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": taken.category}
        built["pricing"] = price
    if name == "failed" and error is not None:
        built["errors"] = [dict(error)]
    return built


def _post(phone: Phone, body: bytes) -> bool:
    """Post until it is answered 200, or for some seconds; whether it was."""
    for pause in (*PAUSES_S, 0.0):
        try:
            if phone.post(body).status_code == HTTPStatus.OK:
                return True
        except httpx.HTTPError:
            pass
        time.sleep(pause)
    return False


def _bad(sentence: str) -> Answer:
    return Answer(HTTPStatus.BAD_REQUEST, {"error": sentence})
