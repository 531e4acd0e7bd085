"""Lets a customer's next message go as soon as the one before has arrived."""

from collections.abc import Callable, Sequence

from appcare.application.delivery_ports import DeliveryQueues, Lanes
from appcare.application.learn import Heard
from appcare.application.ports import Clock
from appcare.application.wake_lane import wake_lane
from appcare.domain.lanes import LaneId, WaitReason
from appcare.domain.outgoing import is_ours, sender_of
from appcare.domain.progress import Stage


class WakeSenders:
    """`Learner` that wakes lanes which wait for a message to arrive; worth it only where they do."""

    def __init__(
        self, *, lanes: Lanes, queues: DeliveryQueues, clock: Clock, number_name: Callable[[str], str]
    ) -> None:
        """Args: number_name: the configured name of a number."""
        self._lanes = lanes
        self._queues = queues
        self._clock = clock
        self._number_name = number_name

    def learn(self, heard: Sequence[Heard]) -> None:
        """Wake the lanes of messages that have arrived, or never will; see `Learner`.

        A lane that waits for anything else than its turn is left alone.
        """
        lanes = dict.fromkeys(self._lane(one) for one in heard if _has_arrived(one))
        for lane, waiting in self._lanes.read(lanes).items() if lanes else ():
            if waiting.reason is WaitReason.POSTPONED:
                wake_lane(lane, lanes=self._lanes, queues=self._queues, clock=self._clock)

    def _lane(self, one: Heard) -> LaneId:
        return LaneId(sender_of(self._number_name(one.said.number_id)), one.contact_id)


def _has_arrived(one: Heard) -> bool:
    progress = one.said.progress
    return progress is not None and progress.stage > Stage.SENT and is_ours(progress.message_id)
