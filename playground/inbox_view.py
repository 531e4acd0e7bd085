"""Reads what the CRM inbox took, and tells the double how to behave."""

import json
from typing import Any

import httpx

TIMEOUT_S = 30.0

Attempt = dict[str, Any]


class InboxView:
    """A client of the CRM inbox."""

    def __init__(self, crm_inbox_url: str) -> None:
        self._client = httpx.Client(base_url=crm_inbox_url, timeout=TIMEOUT_S, trust_env=False)

    def attempts(self) -> list[Attempt]:
        """Return every attempt in order of arrival, refused ones too."""
        found: list[Attempt] = self._client.get("/events").raise_for_status().json()
        return found

    def accepted(self) -> list[Attempt]:
        """Return the attempts that the CRM took, in order of arrival."""
        return [a for a in self.attempts() if 200 <= a["answered"] < 300]  # noqa: PLR2004 - success

    def behave(self, **behaviour: object) -> None:
        """Tell it what to do with the next requests."""
        self._client.post("/behaviour", json=behaviour).raise_for_status()

    def clear(self) -> None:
        """Forget every attempt and go back to accepting."""
        self._client.delete("/events").raise_for_status()

    def hang_up(self) -> None:
        """Close the connection."""
        self._client.close()


def event_of(attempt: Attempt) -> dict[str, Any]:
    """Return the event that an attempt brought."""
    event: dict[str, Any] = json.loads(attempt["body"])
    return event


def wamid_of(attempt: Attempt) -> str:
    """Return Meta's id of the message that an attempt is about, empty where it has none."""
    message = event_of(attempt)["data"].get("message") or {}
    return str(message.get("wamid", ""))
