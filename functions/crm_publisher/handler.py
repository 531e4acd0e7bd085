"""A batch of one destination's FIFO queue in; the messages that must come again out."""

from typing import Any

from functions.crm_publisher.wiring import destination_of, engine, redelivery
from functions.delivery_batch import Context, DeliveryBatch
from functions.telemetry import telemetry


def lambda_handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
    """Deliver a batch; every record of it comes from the same queue."""
    records = event["Records"]
    destination = destination_of(records[0]["eventSourceARN"])
    batch = DeliveryBatch(
        destination=destination,
        engine=lambda: engine(destination),
        redelivery=redelivery,
        telemetry=telemetry(),
    )
    return batch.take(records, context)
