"""Finds the adapter of a destination by the name in its stanza."""

from collections.abc import Callable, Sequence

from appcare.application.delivery_ports import CrmAdapter
from appcare.config.settings import Destination
from appcare.crm.http import HttpxPoster
from appcare.crm.log.adapter import LogAdapter
from appcare.crm.webhook.adapter import WebhookAdapter

Secrets = Callable[[], Sequence[str]]
"""Returns the signing secrets in force; raises `SecretMissingError` where there is none."""


def _webhook(destination: Destination, secrets: Secrets) -> CrmAdapter:
    return WebhookAdapter(destination.url, secrets, HttpxPoster(destination.timeout_seconds))


def _log(destination: Destination, secrets: Secrets) -> CrmAdapter:
    del destination, secrets
    return LogAdapter()


BUILT_IN: dict[str, Callable[[Destination, Secrets], CrmAdapter]] = {
    "webhook": _webhook,
    "log": _log,
}


def adapter_for(destination: Destination, secrets: Secrets) -> CrmAdapter:
    """Build the adapter that a destination names.

    Raises:
        KeyError: no adapter of that name; `appcare.config` refuses such a file at synth.
    """
    return BUILT_IN[destination.adapter](destination, secrets)
