"""When the next message to a customer may go out: their pace, and what went out before."""

from appcare.application.send_ports import MessageProgress
from appcare.domain.progress import Stage
from appcare.domain.send_state import SETTLING_MS, SendState


class WaitTurn:
    """Looks at the customer's pace, and at how far the message before has come."""

    def __init__(self, progress: MessageProgress, *, waits_for_delivered: bool) -> None:
        """Args: waits_for_delivered: whether each message waits until the one before has arrived."""
        self._progress = progress
        self._waits_for_delivered = waits_for_delivered

    def next_at(self, state: SendState, message_id: str, now: int) -> int:
        """Return from when on this message may go out; at most `now`: at once.

        Behind a message of which nobody knows whether it went out, or which has not arrived, it waits
        for a minute at most.

        Raises:
            StorageError: it cannot be told now.
        """
        until = state.next_at(now)
        held = max(self._held_until(state), until)
        if held <= max(now, until) or state.latest == message_id or self._has_come(state):
            return until
        return held

    def _held_until(self, state: SendState) -> int:
        if state.unclear_at:
            return state.unclear_at + SETTLING_MS
        if self._waits_for_delivered and state.latest:
            return state.latest_at + SETTLING_MS
        return 0

    def _has_come(self, state: SendState) -> bool:
        """Whether the message before is settled, or has arrived where that is waited for."""
        stage = self._progress.reached([state.latest]).get(state.latest)
        if stage is None:
            return False
        return stage is not Stage.SENT or not self._waits_for_delivered
