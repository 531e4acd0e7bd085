"""Pushes events to an HTTPS endpoint: CloudEvents body, Standard Webhooks headers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from appcare.application.delivery_ports import Attempt
from appcare.crm.answers import result_of
from appcare.crm.http import HttpPoster
from appcare.crm.webhook.mapping import CONTENT_TYPE, body_of
from appcare.domain.delivery import DeliveryResult, Refusal, Rejected
from appcare.domain.errors import SecretMissingError
from appcare.domain.events import CrmEvent


class WebhookAdapter:
    """The adapter `webhook`."""

    def __init__(self, url: str, secrets: Callable[[], Sequence[str]], poster: HttpPoster) -> None:
        """Set up an endpoint.

        Args:
            url: where events are posted.
            secrets: the signing secrets in force, the current one first; during a rotation both sign.
            poster: the HTTP client.
        """
        self._url = url
        self._secrets = secrets
        self._poster = poster

    def deliver(self, event: CrmEvent, links: Mapping[str, str], attempt: Attempt) -> DeliveryResult:
        """Post one event: the id is the same on every attempt, timestamp and signature are fresh."""
        del links
        body = body_of(event)
        moment = datetime.fromtimestamp(attempt.at // 1000, UTC)
        try:
            signatures = [Webhook(secret).sign(event.id, moment, body.decode()) for secret in self._secrets()]
        except (SecretMissingError, EmptyWebhookSecretError):
            signatures = []
        except ValueError:
            return Rejected(Refusal.AUTH, "signing secret is not base64")
        if not signatures:
            return Rejected(Refusal.AUTH, "signing secret missing")
        headers = {
            "content-type": CONTENT_TYPE,
            "user-agent": "AppCare/0.1",
            "webhook-id": event.id,
            "webhook-timestamp": str(attempt.at // 1000),
            "webhook-signature": " ".join(signatures),
        }
        return result_of(self._poster.post(self._url, body, headers))
