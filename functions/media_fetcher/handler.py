"""A batch of the queue of wanted files in; the messages that must come again out."""

from typing import Any

from appcare.domain.media import DESTINATION
from functions.delivery_batch import Context, DeliveryBatch
from functions.media_fetcher.wiring import engine, redelivery
from functions.telemetry import telemetry


def lambda_handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
    """Fetch a batch of files."""
    batch = DeliveryBatch(
        destination=DESTINATION, engine=engine, redelivery=redelivery, telemetry=telemetry()
    )
    return batch.take(event["Records"], context)
