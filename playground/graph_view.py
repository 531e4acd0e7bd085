"""Reads what the Cloud API double took, and tells it how to behave."""

from typing import Any

import httpx

TIMEOUT_S = 30.0

Sent = dict[str, Any]


class GraphView:
    """A client of the Cloud API double."""

    def __init__(self, graph_url: str) -> None:
        self._client = httpx.Client(base_url=graph_url, timeout=TIMEOUT_S, trust_env=False)

    def sent(self) -> list[Sent]:
        """Return the messages that it accepted, in order of arrival; receipts are none."""
        found: list[Sent] = self._client.get("/sent").raise_for_status().json()
        return [one for one in found if one["id"]]

    def sent_to(self, phone: str) -> list[Sent]:
        """Return those to one customer."""
        return [one for one in self.sent() if one["body"].get("to") == phone]

    def behave(self, **behaviour: object) -> None:
        """Tell it what to do with the next requests."""
        self._client.post("/behaviour", json=behaviour).raise_for_status()

    def tell(self, **statuses: object) -> None:
        """Tell it which statuses to send."""
        self._client.post("/statuses", json=statuses).raise_for_status()

    def clear(self) -> None:
        """Forget what was sent, and go back to how it behaves by default."""
        self._client.delete("/sent").raise_for_status()

    def hang_up(self) -> None:
        """Close the connection."""
        self._client.close()


def words_of(sent: Sent) -> str:
    """Return the text of a message that was accepted, empty where it has none."""
    return str(sent["body"].get("text", {}).get("body", ""))


def our_id_of(sent: Sent) -> str:
    """Return our own id of a message that was accepted, empty where it has none."""
    return str(sent["body"].get("biz_opaque_callback_data", ""))
