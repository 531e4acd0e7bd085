"""Pushes events to an HTTPS endpoint and takes answers back: Standard Webhooks both ways."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from appcare.application.adapter_ports import (
    AgentAction,
    Attempt,
    Capabilities,
    Idempotency,
    MessageStatus,
    RawRequest,
    Replies,
)
from appcare.crm.answers import is_web_page, result_of, said_in
from appcare.crm.callbacks import proven_id
from appcare.crm.http import Answer, Request
from appcare.crm.setup import AdapterSetup
from appcare.crm.webhook.callback import read_callback
from appcare.crm.webhook.mapping import CONTENT_TYPE, body_of
from appcare.domain.delivery import Delivered, DeliveryResult, Refusal, Rejected, RetryLater
from appcare.domain.events import CrmEvent
from appcare.domain.links import Links


class WebhookAdapter:
    """The adapter `webhook`."""

    name: ClassVar[str] = "webhook"
    capabilities: ClassVar[Capabilities] = Capabilities(
        message_status=MessageStatus.NATIVE, idempotency=Idempotency.ID, replies=Replies.CALLBACK
    )

    def __init__(self, setup: AdapterSetup) -> None:
        """Set up an endpoint; during a rotation of its secret both sign."""
        self._url = setup.destination.url
        self._secrets = setup.secrets
        self._http = setup.http

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Post one event: the id is the same on every attempt, timestamp and signature are fresh."""
        del links
        body = body_of(event)
        moment = datetime.fromtimestamp(attempt.at // 1000, UTC)
        try:
            signatures = [
                Webhook(secret).sign(event.id, moment, body.decode()) for secret in self._secrets().signing
            ]
        except EmptyWebhookSecretError:
            signatures = []
        except ValueError:
            return Rejected(Refusal.AUTH, "signing secret is not base64")
        if not signatures:
            return Rejected(Refusal.AUTH, "signing secret missing")
        headers = {
            "content-type": CONTENT_TYPE,
            "webhook-id": event.id,
            "webhook-timestamp": str(attempt.at // 1000),
            "webhook-signature": " ".join(signatures),
        }
        answer = self._http.send(Request(method="POST", url=self._url, headers=headers, body=body))
        result = result_of(answer)
        if isinstance(answer, Answer) and isinstance(result, Delivered) and is_web_page(answer):
            # Nobody took the event who answers it with a page for people.
            return RetryLater("answered with a web page", said=said_in(answer))
        return result

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read an agent's answer, signed by Standard Webhooks with a secret that signs deliveries, too."""
        proven_id(request, self._secrets().signing)
        return [read_callback(request.body)]
