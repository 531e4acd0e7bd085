"""Lets somebody in who waits, because an agent wants them at once."""

from dataclasses import dataclass

from appcare.application.find_conversation import FindConversation, Which
from appcare.application.ports import EventLog, Telemetry
from appcare.domain.conversation import Gate
from appcare.domain.rollout.gate_facts import ROLLOUT_ADMITTED, GateFact, Why, gate_fact


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of the wish.

    Attributes:
        conversation_id: ours.
        gate: where the conversation stood: only one that waited is let in by it.
    """

    conversation_id: str
    gate: Gate


class PullForward:
    """Appends the decision; the router does the rest, and the clock frees the place and counts it."""

    def __init__(
        self, log: EventLog, conversations: FindConversation, telemetry: Telemetry, retention_days: int
    ) -> None:
        """Args: retention_days: how long the log keeps what happened."""
        self._log = log
        self._conversations = conversations
        self._telemetry = telemetry
        self._retention_s = retention_days * 86_400

    def pull(self, which: Which, agent: str) -> Pulled:
        """Let a conversation in that waits; pulled again it is let in once.

        Args:
            which: the conversation.
            agent: who wants it, by the caller's own id; empty: not said.

        Raises:
            SendingRefusedError: there is no such conversation.
            StorageError: it may have been done; doing it again does no harm.
        """
        one = self._conversations.standing(which)
        if one.gate is Gate.WAITING:
            fact = GateFact(
                conversation_id=one.id,
                number_id=one.number_id,
                at=one.opened_at,
                why=Why.PULLED,
                agent=agent,
            )
            until = one.opened_at // 1000 + self._retention_s
            kept = gate_fact(ROLLOUT_ADMITTED, fact, one.opened_by, until)
            # Two agents at once: the first one's name stands.
            if not self._log.read([kept.key]):
                self._log.append([kept])
                self._telemetry.count("rollout.pulled")
        return Pulled(one.id, one.gate)
