"""A batch of one number's FIFO queue in; the messages that must come again out."""

from typing import Any

from functions.delivery_batch import Context, DeliveryBatch
from functions.message_sender.wiring import engine, lane_of, redelivery
from functions.telemetry import telemetry


def lambda_handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
    """Send a batch; every record of it comes from the same queue."""
    records = event["Records"]
    lane = lane_of(records[0]["eventSourceARN"])
    batch = DeliveryBatch(
        destination=lane, engine=lambda: engine(lane), redelivery=redelivery, telemetry=telemetry()
    )
    return batch.take(records, context)
