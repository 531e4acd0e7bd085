"""Takes messages as the Cloud API does: checks them, gives them an id, and tells how far they come."""

import json
import secrets
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from playground.behaviour import Behaviour
from playground.double_server import Answer, Request, misbehaved
from playground.graph_checks import flaw_of, is_receipt
from playground.graph_errors import Flaw, refused
from playground.graph_media import MediaShelf
from playground.graph_pairs import LIMITED, PairLimit
from playground.graph_statuses import Statuses, Taken
from playground.graph_templates import TemplateShelf

Note = Callable[[dict[str, Any]], None]


class Messages:
    """What becomes of messages, with the files and templates that they may name."""

    def __init__(self, media: MediaShelf, templates: TemplateShelf, note: Note) -> None:
        """Args: media, templates: what there is. note: is given each message that was accepted."""
        self.pairs = PairLimit()
        self.statuses = Statuses()
        self._media = media
        self._templates = templates
        self._note = note

    def forget(self) -> None:
        """Be as in the beginning; where webhooks go is kept."""
        self.pairs.clear()
        self.statuses.clear()

    def send(self, request: Request, phone_number_id: str, take: Callable[[str], Behaviour]) -> Answer:
        """Answer a request to send a message or to mark one as read; `take` says how to behave."""
        try:
            message = json.loads(request.body)
        except ValueError:
            return refused(Flaw(100, "The body is no JSON."))
        flaw = flaw_of(message) or self._absent(message)
        if flaw:
            return refused(flaw)
        behaviour = take(request.body)
        if not behaviour.accepts:
            return misbehaved(behaviour, None)
        if is_receipt(message):
            self._list(request, phone_number_id, message, None)
            return misbehaved(behaviour, {"success": True})
        if not self.pairs.takes(phone_number_id, message.get("to") or message["recipient"]):
            return refused(LIMITED)
        wamid = new_wamid()
        self._list(request, phone_number_id, message, wamid)
        self.statuses.accepted(Taken(phone_number_id, message, wamid, self._category(message)))
        return misbehaved(behaviour, _accepted(message, wamid))

    def _absent(self, message: Mapping[str, Any]) -> Flaw | None:
        """Return that a template or file which a message names is not there; None: all are."""
        type_ = message.get("type", "text")
        if type_ == "template":
            return self._templates.flaw_of(message["template"])
        content = message.get(type_)
        media_id = content.get("id") if isinstance(content, Mapping) else None
        if media_id is None or self._media.has(media_id):
            return None
        return Flaw(100, f"Param {type_}['id'] is not a valid whatsapp business account media attachment ID.")

    def _list(
        self, request: Request, phone_number_id: str, message: dict[str, Any], wamid: str | None
    ) -> None:
        headers = {name: value for name, value in request.headers.items() if name != "authorization"}
        entry = {"phone_number_id": phone_number_id, "headers": headers, "body": message, "id": wamid}
        self._note({"at": round(time.time(), 3), **entry})

    def _category(self, message: Mapping[str, Any]) -> str:
        is_template = message.get("type") == "template"
        return self._templates.category_of(message["template"]) if is_template else "service"


def new_wamid() -> str:
    """Return a message id that looks like Meta's and is never given twice."""
    return "wamid." + b64encode(secrets.token_bytes(30)).decode()


def _accepted(message: Mapping[str, Any], wamid: str) -> dict[str, Any]:
    """Return Meta's answer to a message it took."""
    to = str(message.get("to") or message["recipient"])
    key = "wa_id" if message.get("to") else "user_id"
    contact = {"input": to, key: to.lstrip("+")}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}
