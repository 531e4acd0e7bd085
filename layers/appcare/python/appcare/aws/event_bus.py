"""Amazon EventBridge's buses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from appcare.application.bus_ports import NotTaken

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_events import EventBridgeClient

    from appcare.application.bus_ports import BusEntry


class EventBridgeBus:
    """`EventBus` over PutEvents, which answers 200 and says for each entry whether it was taken."""

    def __init__(self, client: Callable[[], EventBridgeClient]) -> None:
        """Put through `client`, asked for at the first entry: most destinations have none."""
        self._client = client

    def put(self, entry: BusEntry) -> NotTaken | None:
        """Put one event; see `EventBus`."""
        try:
            answer = self._client().put_events(
                Entries=[
                    {
                        "EventBusName": entry.bus,
                        "Source": entry.source,
                        "DetailType": entry.detail_type,
                        "Detail": entry.detail,
                    }
                ]
            )
        except ClientError as error:
            return NotTaken(str(error.response.get("Error", {}).get("Code", "unknown")))
        except BotoCoreError as error:
            return NotTaken(type(error).__name__)
        if not answer["FailedEntryCount"]:
            return None
        codes = [one["ErrorCode"] for one in answer["Entries"] if one.get("ErrorCode")]
        return NotTaken(codes[0] if codes else "unknown")
