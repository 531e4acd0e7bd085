"""Takes the wish to send a customer a message: refuses what may not go out, appends the rest, once."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from appcare.application.append_reply import AppendReply
from appcare.application.find_contact import FindContact
from appcare.application.find_place import FindPlace, Place
from appcare.application.history_ports import KnownContact
from appcare.application.ports import Telemetry
from appcare.application.reply_ports import Receipts
from appcare.application.send_rules import SendRules
from appcare.application.sending_errors import (
    NotSendableError,
    OtherRequestError,
    UnknownContactError,
    UnknownConversationError,
    WhichNumberError,
)
from appcare.domain.compose import messages_of
from appcare.domain.events.agents import Reply
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.outgoing import OutgoingMessage
from appcare.domain.lanes import EventRef
from appcare.domain.log import number_of
from appcare.domain.replies import AGENT_REPLIED, API, Receipt, receipt_id

UNREACHABLE = Failure(
    reason=FailureClass.UNREACHABLE,
    advice="Neither a phone number nor a user id of this customer is known.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedMessage:
    """A message that somebody wants to send.

    Attributes:
        key: the caller's own, one for each message; the same request under the same key is the same.
        contact_id: whom to.
        message: what.
        number_id: which number it goes out from; empty: the conversation's.
        conversation_id: in which conversation; empty: the latest one.
        agent: who wrote it, by the caller's own id; empty: not said.
    """

    key: str
    contact_id: str
    message: OutgoingMessage
    number_id: str = ""
    conversation_id: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class TakenMessage:
    """A message that will be sent.

    Attributes:
        id: ours; statuses carry it.
        event_id: of the `agent.replied` that tells of it.
        conversation_id: ours; empty: the customer never wrote to this number.
    """

    id: str
    event_id: str
    conversation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingPorts:
    """What taking needs from outside.

    Attributes:
        partition: number id and name of a customer -> the partition that the channel would use.
        only_number: the id of the only number there is; empty: there are several.
    """

    contacts: FindContact
    places: FindPlace
    receipts: Receipts
    rules: SendRules
    append: AppendReply
    telemetry: Telemetry
    partition: Callable[[str, str], str]
    only_number: str = ""


class RequestSending:
    """Takes messages. It sends nothing: the router finds them in the log."""

    def __init__(self, ports: SendingPorts) -> None:
        self._ports = ports

    def request(self, wanted: WantedMessage, now: int) -> TakenMessage:
        """Take a message; one taken before under its key stays as it is.

        The receipt comes first and names the record: whoever asks again after a crash completes it.

        Args:
            wanted: what to send.
            now: Unix milliseconds.

        Raises:
            SendingRefusedError: nothing was taken; its kinds say why.
            StorageError: it may have been taken; the same request again does no harm.
        """
        content = _fingerprint(wanted)
        receipt = self._ports.receipts.find(API, wanted.key) or self._claimed(wanted, content, now)
        if receipt.content != content:
            message = "Another request was taken under this key."
            raise OtherRequestError(message)
        reply = Reply(id=wanted.key, destination=API, agent=wanted.agent or None, message=wanted.message)
        key, is_new = self._ports.append.append(reply, receipt, now)
        (message_,) = messages_of(reply, key)
        self._tell(wanted, is_new=is_new)
        return TakenMessage(message_.id, EventRef(key, AGENT_REPLIED, "").event_id, receipt.conversation_id)

    def _claimed(self, wanted: WantedMessage, content: str, now: int) -> Receipt:
        contact = self._ports.contacts.by_id(wanted.contact_id)
        if contact is None:
            message = "There is no contact of that id."
            raise UnknownContactError(message)
        place = self._place(contact, wanted)
        failure = self._ports.rules.refusal(contact.id, number_of(place.partition), wanted.message, now)
        if failure:
            self._ports.telemetry.count("message.not_sendable", reason=failure.reason)
            raise NotSendableError(failure)
        receipt = Receipt(
            partition=place.partition,
            conversation_id=place.conversation_id,
            at=now,
            names=place.names,
            content=content,
        )
        return self._ports.receipts.claim(API, wanted.key, receipt)

    def _place(self, contact: KnownContact, wanted: WantedMessage) -> Place:
        places = self._ports.places
        if wanted.conversation_id:
            found = places.of_conversation(contact, wanted.conversation_id)
            if found is None or wanted.number_id not in ("", number_of(found.partition)):
                message = "This customer has no such conversation on this number."
                raise UnknownConversationError(message)
            return found
        latest = None if wanted.number_id else places.latest(contact)
        number_id = wanted.number_id or self._ports.only_number
        if latest is None and not number_id:
            message = "This customer has no conversation yet: say which number it goes out from."
            raise WhichNumberError(message)
        found = latest or places.on_number(contact, number_id, self._ports.partition)
        if found is None:
            raise NotSendableError(UNREACHABLE)
        return found

    def _tell(self, wanted: WantedMessage, *, is_new: bool) -> None:
        said = "message taken" if is_new else "message taken before"
        self._ports.telemetry.count("message.taken" if is_new else "message.repeated")
        self._ports.telemetry.line(
            said, reply=receipt_id(API, wanted.key), message_kind=wanted.message.content.kind
        )


def _fingerprint(wanted: WantedMessage) -> str:
    """Return what stands for a request in its receipt: the same for the same request, spelled anyhow."""
    said = {
        "contact_id": wanted.contact_id,
        "message": wanted.message.model_dump(mode="json", exclude_defaults=True),
        "number_id": wanted.number_id,
        "conversation_id": wanted.conversation_id,
        "agent": wanted.agent,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
