"""Wakes one lane ahead of its time, for whoever has a reason."""

from appcare.application.delivery_ports import DeliveryQueues, Lanes, WakeUp
from appcare.application.ports import Clock
from appcare.domain.lanes import LaneId


def wake_lane(lane: LaneId, *, lanes: Lanes, queues: DeliveryQueues, clock: Clock) -> bool:
    """Make a waiting lane due now and wake it; False: it does not wait.

    First the record, then the wake-up: should the second be lost, the clock finds the first.
    """
    now = clock.now()
    if not lanes.hasten(lane, now):
        return False
    queues.wake([WakeUp(lane, now)])
    return True
