"""Finds the adapter of a destination by the name in its stanza."""

from appcare.application.adapter_ports import CrmAdapter
from appcare.crm.log.adapter import LogAdapter
from appcare.crm.setup import AdapterFactory, AdapterSetup
from appcare.crm.webhook.adapter import WebhookAdapter

BUILT_IN: dict[str, AdapterFactory] = {
    "webhook": WebhookAdapter,
    "log": LogAdapter,
}


def adapter_for(setup: AdapterSetup) -> CrmAdapter:
    """Build the adapter that a destination names.

    Raises:
        KeyError: no adapter of that name; `appcare.config` refuses such a file at synth.
    """
    return BUILT_IN[setup.destination.adapter](setup)
