"""Takes what agents answered in a CRM: finds whom it is for and appends it to the log, once."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from appcare.application.adapter_ports import AgentReply, CallbackRefusal, CallbackRefusedError
from appcare.application.append_reply import AppendReply
from appcare.application.find_reply_place import FindReplyPlace
from appcare.application.ports import Telemetry
from appcare.application.reply_ports import Receipts
from appcare.domain.events.agents import AttachedFile, Reply
from appcare.domain.replies import Receipt, receipt_id


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenCallback:
    """What became of a callback's answers.

    Attributes:
        taken: how many were appended.
        repeated: how many were there already.
        unknown: ids of those that lead to no conversation of ours; nothing of them is kept.
    """

    taken: int
    repeated: int
    unknown: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPorts:
    """What taking needs from outside."""

    append: AppendReply
    places: FindReplyPlace
    receipts: Receipts
    telemetry: Telemetry


class TakeCallback:
    """Appends answers to the log. It sends nothing: whoever sends finds them there."""

    def __init__(self, ports: CallbackPorts) -> None:
        self._ports = ports

    def take(self, destination: str, replies: Sequence[AgentReply], at: int) -> TakenCallback:
        """Take a callback's answers; those taken before stay as they are.

        Args:
            destination: where the agents wrote.
            replies: what they wrote; the proof of origin has been judged.
            at: when the callback came, Unix milliseconds.

        Raises:
            CallbackRefusedError: an answer that nothing can be made of; none of them is taken.
            StorageError: some may have been taken; the same callback again does no harm.
        """
        readable = [(reply, _content(destination, reply)) for reply in replies]
        taken = repeated = 0
        unknown: list[str] = []
        for reply, content in readable:
            place = self._ports.places.of(destination, reply)
            if place is None:
                unknown.append(reply.id)
                self._tell("answer to nobody we know", destination, reply)
                continue
            receipt = Receipt(
                partition=place.partition,
                conversation_id=place.conversation_id,
                at=at,
                written_at=reply.at,
            )
            receipt = self._ports.receipts.claim(destination, reply.id, receipt)
            first = content.model_copy(update={"written_at": _moment(receipt.written_at)})
            _, is_new = self._ports.append.append(first, receipt, at)
            if is_new:
                taken += 1
                self._tell("answer taken", destination, reply)
            else:
                repeated += 1
        self._count("callback.taken", taken, destination)
        self._count("callback.unknown", len(unknown), destination)
        return TakenCallback(taken=taken, repeated=repeated, unknown=unknown)

    def _tell(self, message: str, destination: str, reply: AgentReply) -> None:
        id_ = receipt_id(destination, reply.id)
        self._ports.telemetry.line(message, destination=destination, reply=id_)

    def _count(self, metric: str, value: int, destination: str) -> None:
        if value:
            self._ports.telemetry.count(metric, value, destination=destination)


def _content(destination: str, reply: AgentReply) -> Reply:
    """Return an answer as it is kept.

    Raises:
        CallbackRefusedError: it has no id, says nothing, or says what no UTF-8 can.
    """
    try:
        json.dumps(asdict(reply), ensure_ascii=False, default=list).encode()
    except UnicodeEncodeError:
        message = "An answer holds characters that are no Unicode text."
        raise CallbackRefusedError(CallbackRefusal.UNREADABLE, message) from None
    if not reply.id or not (reply.text or reply.files):
        message = "An answer needs an id, and a text or a file."
        raise CallbackRefusedError(CallbackRefusal.UNREADABLE, message)
    return Reply(
        id=reply.id,
        destination=destination,
        agent=reply.agent or None,
        text=reply.text or None,
        files=tuple(
            AttachedFile(url=file.url, name=file.name or None, mime_type=file.mime_type or None)
            for file in reply.files
        ),
    )


def _moment(at: int | None) -> datetime | None:
    """Return a CRM's moment; None where no calendar has it."""
    try:
        return None if at is None else datetime.fromtimestamp(at / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
