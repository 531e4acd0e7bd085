"""A CRM that takes everything: checks each delivery's signature, keeps it, and refuses when told to.

It takes webhooks on any path; the path's last part names the destination whose secrets count,
so `/webhook/inbox` is checked with the secrets of destination `inbox`.
"""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

from standardwebhooks import Webhook, WebhookVerificationError

from playground.double_server import Answer, Double, Request, misbehaved, serve


class CrmInbox(Double):
    """Keeps every attempt, refused ones too, in order of arrival.

    An entry is `{"at": Unix seconds, "headers": names in lower case, "body": the raw text,
    "verified": whether a secret of the destination signed it, "answered": the status}`.
    `answered` is 0 where the connection was dropped before acceptance; dropped after it, it is the
    status that the caller never saw.
    """

    collection = "/events"

    def __init__(self, secrets: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._signers = {
            name: [Webhook(secret) for secret in several if secret] for name, several in secrets.items()
        }

    def receive(self, request: Request) -> Answer:
        """Take a delivery."""
        if request.method != "POST":
            return Answer(HTTPStatus.METHOD_NOT_ALLOWED, {"error": "Deliveries are posted."})
        verified = self._is_verified(request)
        behaviour = self.behaviours.take(request.body)
        answer = misbehaved(behaviour, {})
        if behaviour.accepts and not verified:
            answer = replace(answer, status=HTTPStatus.UNAUTHORIZED, content={"error": "Not signed by you."})
        self.take(
            {
                "at": round(time.time(), 3),
                "headers": request.headers,
                "body": request.body,
                "verified": verified,
                "answered": 0 if answer.dropped and not behaviour.accepts else int(answer.status),
            }
        )
        return answer

    def _is_verified(self, request: Request) -> bool:
        name = request.path.rstrip("/").rpartition("/")[2]
        every = [signer for several in self._signers.values() for signer in several]
        for signer in self._signers.get(name, every):
            try:
                signer.verify(request.body, request.headers, json_parse=False)
            except (WebhookVerificationError, ValueError):
                continue
            return True
        return False


def main() -> None:
    """Serve on the port given, with the secrets of the file given."""
    port, secrets = int(sys.argv[1]), Path(sys.argv[2])
    told = json.loads(secrets.read_text(encoding="utf-8"))["destinations"]
    serve(CrmInbox({name: list(both.values()) for name, both in told.items()}), port)


if __name__ == "__main__":
    main()
