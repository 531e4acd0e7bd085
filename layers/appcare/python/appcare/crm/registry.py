"""Finds the adapter of a destination by the name in its stanza: ours, then those of installed packages."""

from collections.abc import Iterable
from importlib.metadata import EntryPoint
from typing import cast

from appcare.application.adapter_ports import CrmAdapter
from appcare.config.adapters import AdapterNameError, installed_adapters, package_of
from appcare.crm.django_helpdesk.adapter import DjangoHelpdeskAdapter
from appcare.crm.eventbridge.adapter import EventBridgeAdapter
from appcare.crm.log.adapter import LogAdapter
from appcare.crm.request_tracker.adapter import RequestTrackerAdapter
from appcare.crm.setup import AdapterFactory, AdapterSetup
from appcare.crm.webhook.adapter import WebhookAdapter

BUILT_IN: dict[str, AdapterFactory] = {
    "webhook": WebhookAdapter,
    "log": LogAdapter,
    "eventbridge": EventBridgeAdapter,
    "request_tracker": RequestTrackerAdapter,
    "django_helpdesk": DjangoHelpdeskAdapter,
}


class NoAdapterError(Exception):
    """A destination's adapter is not there or cannot be loaded; the text says which and why."""


def adapter_for(setup: AdapterSetup, installed: Iterable[EntryPoint] | None = None) -> CrmAdapter:
    """Build the adapter that a destination names.

    Args:
        setup: what it is made from.
        installed: entry points of the group `appcare.adapters`; None: those of everything installed.

    Raises:
        NoAdapterError: there is none of that name (`appcare.config` refuses such a file at synth), or
            its package cannot be imported.
        OptionError: the destination's options are not what the adapter takes.
    """
    name = setup.destination.adapter
    return (BUILT_IN.get(name) or _loaded(name, installed))(setup)


def _loaded(name: str, installed: Iterable[EntryPoint] | None) -> AdapterFactory:
    try:
        offered = installed_adapters(installed)
    except AdapterNameError as error:
        raise NoAdapterError(str(error)) from error
    if name not in offered:
        names = ", ".join((*BUILT_IN, *sorted(offered)))
        message = f"There is no adapter {name!r}; there are: {names}."
        raise NoAdapterError(message)
    try:
        factory = offered[name].load()
    except Exception as error:  # foreign code: whatever it raises, the package must be named
        message = f"The adapter {name!r} of the package {package_of(offered[name])} cannot be loaded: {error}"
        raise NoAdapterError(message) from error
    return cast("AdapterFactory", factory)
