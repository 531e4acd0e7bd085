"""Takes the wish to show a customer that a message was read, or that somebody is typing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from appcare.application.channels import Channels
from appcare.application.find_conversation import FindConversation, Which
from appcare.application.history_ports import History
from appcare.application.merged_history import MergedHistory, OutOfReadsError
from appcare.application.ports import EventLog, Telemetry
from appcare.application.sending_errors import NotSendableError, WhichMessageError
from appcare.domain.conversation import Conversation
from appcare.domain.decisions import DECISIONS
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import MessageReceived
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord, number_of
from appcare.domain.marks import AGENT_READ, Mark, marked

READ_MS = 30 * 86_400_000
"""A message can be marked as read for so long. Source: Meta, "Mark messages as read"."""

LOOKBACK = 200
"""Records among which the customer's latest message is looked for."""

RECEIVED = "message.received"

TOO_OLD = Failure(
    reason=FailureClass.EXPIRED,
    advice="The customer has not written for 30 days: their message can be marked as read no more.",
)
NO_ANSWER = Failure(
    reason=FailureClass.WINDOW_CLOSED,
    advice="The customer has not written for 24 hours, so nobody can be shown typing an answer.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedMark:
    """What a customer is to be shown.

    Attributes:
        which: the conversation.
        read: whether an agent read the message; False: somebody is typing, no more.
        typing: whether somebody is typing.
        wamid: the channel's id of the message; empty: the customer's latest.
        agent: who, by the caller's own id; empty: not said.
    """

    which: Which
    read: bool
    typing: bool
    wamid: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class TakenMark:
    """What will be shown: on which message, and the event that tells of it; empty: typing is no event."""

    wamid: str
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPorts:
    """What marking needs from outside."""

    log: EventLog
    history: History
    channels: Channels
    conversations: FindConversation
    telemetry: Telemetry


class MarkMessage:
    """Appends marks. It shows nothing itself: the router finds them in the log."""

    def __init__(self, ports: MarkPorts, retention_days: int) -> None:
        """Args: retention_days: how long the log keeps what happened."""
        self._ports = ports
        self._retention_s = retention_days * 86_400

    def mark(self, wanted: WantedMark, now: int) -> TakenMark:
        """Take a mark.

        Args:
            wanted: what to show.
            now: Unix milliseconds.

        Raises:
            SendingRefusedError: nothing was taken; its kinds say why.
            StorageError: it may have been taken; taken again it does no harm.
        """
        conversation = self._ports.conversations.standing(wanted.which)
        if now >= conversation.last_inbound_at + READ_MS:
            raise NotSendableError(TOO_OLD)
        if wanted.typing and now >= conversation.window_ends_at:
            raise NotSendableError(NO_ANSWER)
        mark = Mark(
            wamid=wanted.wamid or self._latest(conversation),
            typing=wanted.typing,
            at=now,
            conversation_id=conversation.id,
            agent=wanted.agent,
        )
        record = marked(mark, conversation.opened_by.pk, self._retention_s, read=wanted.read)
        self._ports.log.append([record])
        self._ports.telemetry.count(record.kind)
        event_id = EventRef(record.key, AGENT_READ, "").event_id if wanted.read else ""
        return TakenMark(mark.wamid, event_id)

    def _latest(self, conversation: Conversation) -> str:
        """Return the channel's id of the customer's latest message on the conversation's number."""
        source = MergedHistory(self._ports.history, self._partitions(conversation), LOOKBACK)
        try:
            for record in islice(source.beyond(None, newest_first=True), LOOKBACK):
                if wamid := self._wamid(record):
                    return wamid
        except OutOfReadsError:
            pass
        message = "No message of the customer's is found: say which one."
        raise WhichMessageError(message)

    def _partitions(self, conversation: Conversation) -> Sequence[str]:
        contact = self._ports.conversations.contact(conversation.contact_id)
        here = number_of(conversation.opened_by.pk)
        return sorted(one for one in contact.partitions if number_of(one) == here)

    def _wamid(self, record: LogRecord) -> str:
        if record.kind in DECISIONS:
            return ""
        try:
            channel = self._ports.channels.of(record)
            if RECEIVED not in channel.translate(record).types:
                return ""
            data = channel.event(record, EventRef(record.key, RECEIVED, ""), raw=False).data
        except UndigestibleError:
            return ""
        return data.message.wamid if isinstance(data, MessageReceived) else ""
