"""An agent's answer as a fact in the log: in the customer's own partition, once for each answer."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from appcare.domain.errors import UndigestibleError
from appcare.domain.events.agents import Reply
from appcare.domain.identity import Customer
from appcare.domain.log import LogKey, LogRecord, digest

AGENT_REPLIED = "agent.replied"


API = "api"
"""The destination of what is asked for through the API; no CRM can have this name."""

SHORTEST_RECEIPT_S = 30 * 86_400
"""A receipt is kept for 30 days at least: so long the same request is known to be the same."""


@dataclass(frozen=True, slots=True)
class Names:
    """How a customer is known whose partition tells it to nobody; both empty: it does, or nothing is known.

    Attributes:
        phone: digits without plus.
        bsuid: business-scoped user id.
    """

    phone: str = ""
    bsuid: str = ""


NAMELESS = Names()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where an answer went when it first came in: it stays there, however often it is told.

    Attributes:
        partition: of the customer, on the number that the answer goes out from.
        conversation_id: ours; empty: none is known.
        at: when it came, Unix milliseconds.
        written_at: Unix milliseconds by the CRM's clock; None: it does not say.
        names: of the customer, where the partition is new.
        content: stands for what was asked for, so that one key is never taken for two; empty: what
            comes first counts, whatever is told later.
    """

    partition: str
    conversation_id: str
    at: int
    written_at: int | None = None
    names: Names = NAMELESS
    content: str = ""


def receipt_id(destination: str, reply_id: str) -> str:
    """Return an id of an answer without personal data in it, for keys and log lines."""
    return "rpy_" + digest(destination, reply_id)


def agent_replied(reply: Reply, receipt: Receipt, retention_s: int) -> LogRecord:
    """Return the fact that an agent answered.

    Args:
        reply: what was answered; UTF-8 can say all of it.
        receipt: where it belongs.
        retention_s: how long the log keeps it.
    """
    sk = f"{receipt.at:013d}#{receipt_id(reply.destination, reply.id)}#{AGENT_REPLIED}"
    names = {name: value for name, value in asdict(receipt.names).items() if value}
    content = {
        "conversation_id": receipt.conversation_id,
        "reply": reply.model_dump(mode="json", exclude_none=True),
        **({"customer": names} if names else {}),
    }
    return LogRecord(
        LogKey(receipt.partition, sk),
        AGENT_REPLIED,
        json.dumps(content, sort_keys=True, ensure_ascii=False).encode(),
        receipt.at // 1000 + retention_s,
    )


def customer_of(record: LogRecord) -> Customer:
    """Return whom an answer is for.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    try:
        names = json.loads(record.body).get("customer", {})
        phone, bsuid = names.get("phone"), names.get("bsuid")
    except (ValueError, AttributeError) as error:
        message = "the customer of an answer cannot be read"
        raise UndigestibleError(message) from error
    return Customer(record.key.pk, phone=phone, bsuid=bsuid)


def reply_of(record: LogRecord) -> tuple[Reply, str]:
    """Return what was answered, and our id of the conversation.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    try:
        fact = json.loads(record.body)
        return Reply.model_validate_json(json.dumps(fact["reply"])), str(fact["conversation_id"])
    except (ValueError, TypeError, KeyError) as error:
        message = "an agent's answer cannot be read"
        raise UndigestibleError(message) from error
