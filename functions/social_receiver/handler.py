"""A batch of notifications in; out, those that could not be stored and come again."""

from typing import Any

from appcare.whatsapp.receiver import Verdict
from appcare.whatsapp.social import notification, webhook
from functions.social_receiver.wiring import receiver
from functions.telemetry import telemetry


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Store what each message of the queue holds; its order means nothing, its keys sort it."""
    del context
    try:
        failed = [message["messageId"] for message in event["Records"] if not _is_stored(message["body"])]
    finally:
        telemetry().flush()
    return {"batchItemFailures": [{"itemIdentifier": id_} for id_ in failed]}


def _is_stored(body: str) -> bool:
    return receiver().keep(webhook(notification(body))) is Verdict.STORED
