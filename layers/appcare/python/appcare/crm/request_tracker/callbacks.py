"""Agents' replies, as the scrip posts them."""

import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from appcare.application.adapter_ports import AgentReply, CallbackRefusal, CallbackRefusedError, ReplyFile
from appcare.crm.request_tracker.client import api_of

REPLIED = "ticket.replied"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class _File(_Part):
    id: int
    name: str = ""
    type: str = ""


class _Reply(_Part):
    ticket: int
    agent: str
    text: str = ""
    conversation: str | None = None
    attachments: tuple[_File, ...] = ()


class _Callback(_Part):
    timestamp: datetime | None = None
    data: _Reply


def replies_in(body: bytes, callback_id: str, *, root: str, bot: str) -> list[AgentReply]:
    """Return the reply that a callback tells of; none where AppCare itself wrote, or it is no reply.

    Args:
        body: what was posted; its origin is proven.
        callback_id: the same whenever the same reply is told.
        root: where Request Tracker is.
        bot: the login name of AppCare's user.

    Raises:
        CallbackRefusedError: it is not what the scrip posts.
    """
    try:
        told: Any = json.loads(body)
        if isinstance(told, dict) and told.get("type") not in (REPLIED, None):
            return []
        callback = _Callback.model_validate(told)
    except (ValueError, ValidationError) as error:
        raise CallbackRefusedError(
            CallbackRefusal.UNREADABLE, "The callback is not what the scrip for AppCare posts."
        ) from error
    reply = callback.data
    if reply.agent == bot or not (reply.text.strip() or reply.attachments):
        return []
    return [
        AgentReply(
            id=callback_id,
            conversation=str(reply.ticket),
            conversation_id=reply.conversation or "",
            text=reply.text,
            files=[
                ReplyFile(f"{api_of(root)}/attachment/{one.id}", one.name, one.type)
                for one in reply.attachments
            ],
            agent=reply.agent,
            at=round(callback.timestamp.timestamp() * 1000) if callback.timestamp else None,
        )
    ]
