"""Carries messages to customers: the engine's courier for `message_sender`. Nothing is ever sent twice.

Before each call it is noted that the call begins, and taken back on a definite refusal only. Whoever
finds a call that began and no outcome beside it does not send: nobody knows, and a status will tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from appcare.application.adapter_ports import Attempt
from appcare.application.find_recipient import FindRecipient
from appcare.application.ports import Clock, EventLog, Telemetry
from appcare.application.send_ports import FileIds, MessageChannel, Recipient, SendStates, StartLimit
from appcare.application.send_rules import SendRules
from appcare.application.wait_turn import WaitTurn
from appcare.domain import send_facts
from appcare.domain.delivery import Delivered, DeliveryResult, Postponed, Refusal, Rejected, RetryLater
from appcare.domain.errors import StorageError, UndigestibleError
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogRecord, number_of
from appcare.domain.outgoing import Accepted, Final, OwnMessage, PairLimited, Unclear, turn_of
from appcare.domain.own_messages import is_automatic, messages_in
from appcare.domain.send_state import SendState

LOOK_MS = 600_000
"""How long a template that waits for room holds up what follows: the customer may write meanwhile."""

NOBODY_TO_REACH = Failure(
    reason=FailureClass.UNREACHABLE,
    advice="Neither a phone number nor a user id of this customer is known: wait until they write again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderPorts:
    """What sending needs from outside."""

    log: EventLog
    channel: MessageChannel
    states: SendStates
    recipients: FindRecipient
    rules: SendRules
    turns: WaitTurn
    files: FileIds
    clock: Clock
    telemetry: Telemetry
    starts: StartLimit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sending:
    """One message on its way out."""

    record: LogRecord
    own: OwnMessage
    lane: LaneId
    number_id: str
    attempt: int


class SendMessage:
    """Sends one message of a record."""

    def __init__(self, destination: str, ports: SenderPorts) -> None:
        """Args: destination: the number, as the engine knows it."""
        self._destination = destination
        self._ports = ports

    def carry(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> DeliveryResult | Postponed:
        """Send it, unless that was done or begun before; see `Courier`.

        Raises:
            UndigestibleError: the record asks for no such message.
            StorageError: State or the log cannot be asked now, and nothing was sent.
        """
        sending = _Sending(
            record=record,
            own=message_in(record, ref),
            lane=LaneId(self._destination, ref.contact_id),
            number_id=number_of(record.key.pk),
            attempt=attempt.number,
        )
        state, began = self._ports.states.read(sending.lane, sending.own.id)
        if self._is_dealt_with(sending, state, began=began):
            return Delivered(called=False)
        return self._checked(sending, state)

    def give_up(self, ref: EventRef, record: LogRecord, failure: Failure) -> None:
        """Make known that a message will not be sent; one whose call began without an end is unclear."""
        try:
            own = message_in(record, ref)
        except UndigestibleError as error:
            # Nobody can be told of what nobody can read; the parked delivery shows it.
            self._count("message.unreadable")
            self._ports.telemetry.line("message not read", event_id=ref.event_id, code=error.code)
            return
        lane = LaneId(self._destination, ref.contact_id)
        _, began = self._ports.states.read(lane, own.id)
        if not _outcomes(self._ports.log, record, own):
            now = self._ports.clock.now()
            if began:
                self._note_unclear(record, own, "ended unseen")
            else:
                self._ports.log.append([send_facts.refused(record, own, failure, now)])
                self._count("message.refused")

    def _is_dealt_with(self, sending: _Sending, state: SendState, *, began: bool) -> bool:
        if _outcomes(self._ports.log, sending.record, sending.own):
            return True
        if began:
            self._note_unclear(sending.record, sending.own, "ended unseen")
            if state.latest == sending.own.id:
                self._change(sending.lane, state, state.unclear(self._ports.clock.now()))
        return began

    def _checked(self, sending: _Sending, state: SendState) -> DeliveryResult | Postponed:
        """Go on with a message that no call was made for, if it may go out, and now."""
        message, contact_id = sending.own.message, sending.lane.contact_id
        now = self._ports.clock.now()
        refusal = self._ports.rules.refusal(contact_id, sending.number_id, message, now)
        if refusal is not None:
            return self._refuse(sending, refusal, Refusal.UNSUPPORTED)
        to = self._ports.recipients.of(contact_id, sending.record.key.pk)
        if to is None:
            return self._refuse(sending, NOBODY_TO_REACH, Refusal.UNSUPPORTED)
        until = self._ports.turns.next_at(state, sending.own.id, now)
        if until <= now and message.content.kind == "template" and self._ports.starts:
            until = min(self._ports.starts.free_at(contact_id, sending.number_id, now), now + LOOK_MS)
        if until > now:
            return Postponed(until)
        files = self._ports.files.of(message, sending.number_id, now)
        if isinstance(files, Final):
            return self._refuse(sending, files.failure, Refusal.INVALID)
        if isinstance(files, RetryLater | Rejected):
            return files
        return self._call(sending, state, to, dict(files))

    def _call(
        self, sending: _Sending, state: SendState, to: Recipient, files: dict[str, str]
    ) -> DeliveryResult | Postponed:
        states, message_id = self._ports.states, sending.own.id
        begun = state.begun(message_id, self._ports.clock.now())
        if not states.change(sending.lane, state, begun):
            message = "another message to this customer is on its way"
            raise StorageError(message)
        if not states.begin(message_id, self._ports.clock.now()):
            # Ours with its answer lost, or somebody else's: it comes again, and finds how that ended.
            error = "a call for this message began before"
            raise StorageError(error)
        answer = self._ports.channel.send(
            sending.number_id,
            to,
            self._ports.files.with_name(sending.own.message),
            message_id,
            attempt=sending.attempt,
            files=files,
        )
        return self._noted(sending, replace(begun, generation=begun.generation + 1), answer)

    def _noted(
        self,
        sending: _Sending,
        begun: SendState,
        answer: Accepted | Unclear | Final | PairLimited | RetryLater | Rejected,
    ) -> DeliveryResult | Postponed:
        """Write down what came of a call."""
        now = self._ports.clock.now()
        match answer:
            case Accepted():
                automatic = is_automatic(sending.record)
                fact = send_facts.accepted(
                    sending.record, sending.own, answer.wamid, now, automatic=automatic
                )
                self._ports.log.append([fact])
                self._change(sending.lane, begun, begun.accepted())
                self._tell("message accepted", sending.own)
                return Delivered()
            case Unclear():
                self._note_unclear(sending.record, sending.own, answer.reason)
                self._change(sending.lane, begun, begun.unclear(now))
                return Delivered(called=False, trouble=answer.reason)
            case Final():
                if answer.failure.reason is FailureClass.FILE and self._renews(sending, begun):
                    return RetryLater("the channel forgot the file")
                result = self._refuse(sending, answer.failure, Refusal.INVALID)
                self._take_back(sending, begun, begun.refused())
                return result
            case PairLimited():
                limited = begun.pair_limited(now)
                self._take_back(sending, begun, limited)
                self._count("message.pair_limited")
                return Postponed(limited.not_before)
            case RetryLater() | Rejected():
                self._take_back(sending, begun, begun.refused())
                return answer
            case _:
                assert_never(answer)

    def _renews(self, sending: _Sending, begun: SendState) -> bool:
        """Take a refused message back, and give the channel its file anew, which it may have forgotten."""
        self._take_back(sending, begun, begun.refused())
        files, message = self._ports.files, sending.own.message
        return isinstance(files.renewed(message, sending.number_id, self._ports.clock.now()), Mapping)

    def _refuse(self, sending: _Sending, failure: Failure, code: Refusal) -> Rejected:
        fact = send_facts.refused(sending.record, sending.own, failure, self._ports.clock.now())
        self._ports.log.append([fact])
        self._count("message.refused")
        self._tell("message refused", sending.own, reason=failure.reason, code=failure.code)
        return Rejected(code, _words(failure))

    def _note_unclear(self, record: LogRecord, own: OwnMessage, reason: str) -> None:
        self._ports.log.append([send_facts.unclear(record, own, reason, self._ports.clock.now())])
        self._count("message.not_answered")
        self._tell("message not answered", own, reason=reason)

    def _take_back(self, sending: _Sending, begun: SendState, after: SendState) -> None:
        self._ports.states.take_back(sending.own.id)
        self._change(sending.lane, begun, after)

    def _change(self, lane: LaneId, before: SendState, after: SendState) -> None:
        """Change the pace; where somebody else did meanwhile, theirs stands: it is about another message."""
        if after != before:
            self._ports.states.change(lane, before, after)

    def _count(self, metric: str) -> None:
        self._ports.telemetry.count(metric, destination=self._destination)

    def _tell(self, message: str, own: OwnMessage, **fields: object) -> None:
        self._ports.telemetry.line(message, message_id=own.id, destination=self._destination, **fields)


def message_in(record: LogRecord, ref: EventRef) -> OwnMessage:
    """Return the message of a record that a reference asks for.

    Raises:
        UndigestibleError: it asks for none.
    """
    messages = messages_in(record)
    turn = turn_of(ref.type)
    if turn >= len(messages):
        message = "the record asks for no such message"
        raise UndigestibleError(message)
    return messages[turn]


def _outcomes(log: EventLog, record: LogRecord, own: OwnMessage) -> bool:
    keys = [send_facts.outcome_key(record.key, own.id, kind) for kind in send_facts.OUTCOMES]
    return bool(log.read(keys))


def _words(failure: Failure) -> str:
    return f"{failure.reason} ({failure.code})" if failure.code else str(failure.reason)
