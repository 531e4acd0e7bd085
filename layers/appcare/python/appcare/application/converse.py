"""Moves conversations on: opened by a customer's message, kept open by both sides'."""

from collections.abc import Iterable
from dataclasses import replace

from appcare.application.ports import Conversations, EventLog, Translated
from appcare.application.rollout.gate import Begun, RolloutGate
from appcare.domain.conversation import (
    Conversation,
    Gate,
    after_free_entry,
    after_inbound,
    after_outbound,
    follows_closing,
    is_silent,
    opened,
    reckoned,
)
from appcare.domain.decisions import conversation_opened
from appcare.domain.errors import StorageError
from appcare.domain.log import LogRecord

MOST_TRIES = 5


class Converse:
    """The conversations of one batch: read together, then moved on record by record."""

    def __init__(
        self,
        log: EventLog,
        conversations: Conversations,
        silence_ms: int,
        pairs: Iterable[tuple[str, str]],
        gate: RolloutGate | None = None,
    ) -> None:
        """Read where the conversations of these (contact id, number id) stand.

        Without a gate whoever writes is let in.
        """
        self._log = log
        self._conversations = conversations
        self._silence_ms = silence_ms
        self._gate = gate
        self._known = dict(conversations.read(pairs))

    def move_on(self, record: LogRecord, said: Translated, contact_id: str) -> Conversation | None:
        """Open the conversation or move it on, as the record demands; return where it stands.

        Raises:
            StorageError: it is not known to be stored.
        """
        pair = (contact_id, said.number_id)
        for _ in range(MOST_TRIES):
            before = self._known.get(pair)
            after = self._moved_on(record, said, contact_id, before)
            if after is None or after == before:
                return before
            if before is None or after.id != before.id:
                # The fact first: after a crash between the two the second try decides the same.
                self._log.append([conversation_opened(after, record)])
            if self._conversations.write(after, before):
                self._known[pair] = after
                return after
            self._known.pop(pair, None)
            self._known.update(self._conversations.read([pair]))
        message = "conversation changed by others again and again"
        raise StorageError(message)

    def _moved_on(
        self, record: LogRecord, said: Translated, contact_id: str, before: Conversation | None
    ) -> Conversation | None:
        # The stream's word for when the record came is the same at every try, unlike a clock of ours:
        # who routes a record again moves the conversation to where it stands already.
        at = reckoned(said.occurred_at, record.arrived_at)
        if said.inbound:
            if before is None or self._is_over(before, record, said, at):
                return self._opened(record, said, contact_id, at, before)
            after = after_inbound(before, at)
            return self._gate.reminded(after, at) if self._gate and after.gate is Gate.DIVERTED else after
        if said.outbound and before:
            return after_outbound(before, at)
        if said.free_until and before:
            return after_free_entry(before, said.free_until)
        if said.change and before and said.change.conversation_id == before.id:
            return said.change.applied_to(before)
        return before

    def _is_over(self, before: Conversation, record: LogRecord, said: Translated, at: int) -> bool:
        if before.gate is Gate.WAITING:
            # Whatever an agent does and however long it takes: who waits keeps the place.
            return False
        if is_silent(before, at, self._silence_ms) or follows_closing(before, at, record.arrived_at):
            return True
        return before.gate is Gate.DIVERTED and (
            self._gate is None or self._gate.opens_anew(before, record, said)
        )

    def _opened(
        self, record: LogRecord, said: Translated, contact_id: str, at: int, before: Conversation | None
    ) -> Conversation:
        begun = opened(contact_id, said.number_id, record.key, at)
        # What was closed may have had a later message than the one that comes late and begins this.
        latest = max(begun, before or begun, key=lambda one: one.last_inbound_at)
        begun = replace(
            begun,
            last_inbound_at=latest.last_inbound_at,
            window_ends_at=latest.window_ends_at,
            topic=said.topic,
            free_until=before.free_until if before else None,
            first_contact=self._is_first_contact(before, contact_id),
        )
        return self._gate.opened(Begun(begun, record, said, before)) if self._gate else begun

    def _is_first_contact(self, before: Conversation | None, contact_id: str) -> bool:
        """Whether the company never had a word with this contact; who was not let in had none."""
        if before and not _is_stranger(before):
            return False
        return all(_is_stranger(one) for one in self._conversations.of(contact_id))


def _is_stranger(conversation: Conversation) -> bool:
    return conversation.gate is Gate.DIVERTED and conversation.first_contact
