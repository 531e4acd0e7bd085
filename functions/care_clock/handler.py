"""Every minute: its duties.

Between the minutes: passes delayed wake-ups on to their lanes, and notes alarms.
"""

from typing import Any

from appcare.application.delivery_ports import WakeUp
from appcare.application.rollout.note_alarm import is_alarm
from appcare.aws.messages import decode_delayed
from appcare.domain.errors import UndigestibleError
from functions.care_clock.duties import do_all
from functions.care_clock.wiring import duties, note_alarm, queues, rates
from functions.telemetry import telemetry


def lambda_handler(event: dict[str, Any], context: object) -> None:
    """Take the schedule's tick, a batch of the queue of delays, or an alarm's event.

    Raises:
        StorageError: something of ours is down; the next tick, the queue or EventBridge, tries again. What
            else a tick had to do has been done.
    """
    del context
    try:
        if "Records" in event:
            queues().wake([wake_up for record in event["Records"] if (wake_up := _wake_up(record))])
        elif is_alarm(event):
            note_alarm().note(event)
        else:
            do_all(duties(), telemetry())
    finally:
        telemetry().flush()


def _wake_up(record: dict[str, Any]) -> WakeUp | None:
    """Read a delayed wake-up; what cannot be read, or whose destination is gone, is dropped.

    Nothing is lost by that: every lane is due in State, too.
    """
    try:
        wake_up = decode_delayed(record["body"])
    except UndigestibleError as error:
        telemetry().line("wake-up not read", message_id=record.get("messageId"), code=error.code)
        return None
    return wake_up if wake_up.lane.destination in rates() else None
