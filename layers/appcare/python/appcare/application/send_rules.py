"""Whether a message may go out at all: asked when somebody wants to send it, and again before the call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from appcare.application.ports import Conversations
from appcare.domain.conversation import Conversation
from appcare.domain.events.failures import Failure
from appcare.domain.events.outgoing import OutgoingMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Intended:
    """A message that somebody wants to send.

    Attributes:
        contact_id: whom to.
        number_id: the business number that it would go out from.
        message: what.
        conversation: the latest one of both; None: the customer never wrote to this number.
        now: Unix milliseconds.
    """

    contact_id: str
    number_id: str
    message: OutgoingMessage
    conversation: Conversation | None
    now: int

    @property
    def window_is_open(self) -> bool:
        """Whether free text is allowed."""
        return self.conversation is not None and self.now < self.conversation.window_ends_at


class SendRule(Protocol):
    """One reason for which a message may not go out."""

    def refusal(self, intended: Intended) -> Failure | None:
        """Return why it may not; None: as far as this rule goes, it may.

        Raises:
            StorageError: it cannot be told now.
        """
        ...


class SendRules:
    """All of them; the first one that refuses counts."""

    def __init__(self, conversations: Conversations, rules: Sequence[SendRule]) -> None:
        self._conversations = conversations
        self._rules = rules

    def refusal(self, contact_id: str, number_id: str, message: OutgoingMessage, now: int) -> Failure | None:
        """Return why a message may not go out; None: it may.

        Raises:
            StorageError: it cannot be told now.
        """
        pair = (contact_id, number_id)
        intended = Intended(
            contact_id=contact_id,
            number_id=number_id,
            message=message,
            conversation=self._conversations.read([pair]).get(pair),
            now=now,
        )
        refusals = (rule.refusal(intended) for rule in self._rules)
        return next((one for one in refusals if one), None)
