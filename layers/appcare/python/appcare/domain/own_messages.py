"""The messages that a record of ours asks to be sent: an agent's answer, or a word of the rollout's."""

from appcare.domain.compose import messages_of
from appcare.domain.events.outgoing import OutgoingMessage, TextContent
from appcare.domain.log import LogRecord
from appcare.domain.outgoing import OwnMessage, message_id
from appcare.domain.replies import reply_of
from appcare.domain.rollout import gate_facts


def messages_in(record: LogRecord) -> tuple[OwnMessage, ...]:
    """Return the messages of a record, in order, each with its id.

    Raises:
        UndigestibleError: the record asks for none.
    """
    if not is_automatic(record):
        reply, _ = reply_of(record)
        return messages_of(reply, record.key)
    text = gate_facts.gate_fact_of(record).text
    message = OutgoingMessage(content=TextContent(kind="text", text=text)) if text else None
    return (OwnMessage(message_id(record.key, 0), 0, message),) if message else ()


def is_automatic(record: LogRecord) -> bool:
    """Whether nobody wrote what a record asks to be sent: it answers no customer."""
    return record.kind in gate_facts.TELLING
