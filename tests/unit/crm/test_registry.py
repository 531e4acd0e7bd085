"""Adapters by name, and the one that only logs."""

import logging
from importlib.metadata import EntryPoint

import pytest

from appcare.application.adapter_ports import Attempt
from appcare.config.adapters import GROUP, AdapterNameError, installed_adapters
from appcare.config.declare import Option
from appcare.config.settings import ADAPTERS, Destination
from appcare.crm.django_helpdesk.adapter import DjangoHelpdeskAdapter
from appcare.crm.eventbridge.adapter import EventBridgeAdapter
from appcare.crm.log.adapter import LogAdapter
from appcare.crm.registry import BUILT_IN, NoAdapterError, adapter_for
from appcare.crm.request_tracker.adapter import RequestTrackerAdapter
from appcare.crm.webhook.adapter import WebhookAdapter
from appcare.domain.delivery import Delivered
from tests.unit.crm.samples import event, setup

LOG = Destination(name="crm", adapter="log")


def test_every_adapter_that_can_be_configured_exists() -> None:
    """What the settings allow is what can be built."""
    assert tuple(BUILT_IN) == ADAPTERS


@pytest.mark.parametrize(
    ("name", "kind", "options"),
    [
        ("webhook", WebhookAdapter, {}),
        ("log", LogAdapter, {}),
        ("eventbridge", EventBridgeAdapter, {"bus": "care"}),
        ("request_tracker", RequestTrackerAdapter, {}),
        ("django_helpdesk", DjangoHelpdeskAdapter, {"queue": 1, "bot_user": 2}),
    ],
)
def test_an_adapter_by_its_name(name: str, kind: type, options: dict[str, Option]) -> None:
    """A stanza names its adapter."""
    stanza = Destination(name="crm", adapter=name, url="https://crm.example.com/", options=options)
    assert isinstance(adapter_for(setup(stanza)), kind)


def point(name: str, value: str) -> EntryPoint:
    """Return what a package offers."""
    return EntryPoint(name, value, GROUP)


def test_an_adapter_of_an_installed_package() -> None:
    """What is not ours is loaded from the package that offers it, and not before it is asked for."""
    offered = [
        point("acme", "appcare.crm.log.adapter:LogAdapter"),
        point("other", "nowhere.to:be_found"),
    ]
    stanza = Destination(name="crm", adapter="acme")
    assert isinstance(adapter_for(setup(stanza), offered), LogAdapter)


def test_what_nobody_offers_is_named_with_what_there_is() -> None:
    """The error lists every adapter, ours and the installed ones."""
    stanza = Destination(name="crm", adapter="fax")
    with pytest.raises(NoAdapterError, match=r"'fax'.*webhook, log, eventbridge, request_tracker, .*acme"):
        adapter_for(setup(stanza), [point("acme", "appcare.crm.log.adapter:LogAdapter")])


def test_a_package_that_cannot_be_imported_is_named() -> None:
    """Foreign code that fails is told apart from ours."""
    with pytest.raises(NoAdapterError, match=r"'acme'.*nowhere"):
        adapter_for(setup(Destination(name="crm", adapter="acme")), [point("acme", "nowhere.to:be_found")])


def test_nobody_takes_a_name_of_ours() -> None:
    """A package that offers `webhook` is refused by its name, whatever is asked for."""
    offered = [point("webhook", "appcare.crm.log.adapter:LogAdapter")]
    with pytest.raises(AdapterNameError, match=r"appcare\.crm\.log.*'webhook'.*AppCare's own"):
        installed_adapters(offered)
    stanza = Destination(name="crm", adapter="webhook", url="https://crm.example.com/")
    assert isinstance(adapter_for(setup(stanza), offered), WebhookAdapter)
    with pytest.raises(NoAdapterError, match="'webhook'"):
        adapter_for(setup(Destination(name="crm", adapter="fax")), offered)


def test_two_packages_with_one_name() -> None:
    """Neither wins by chance; the same one found twice on the path is one."""
    acme = point("acme", "acme.one:Adapter")
    assert installed_adapters([acme, acme]) == {"acme": acme}
    with pytest.raises(AdapterNameError, match=r"acme\.one:Adapter and acme\.two:Adapter.*'acme'"):
        installed_adapters([acme, point("acme", "acme.two:Adapter")])


def test_the_log_tells_no_tales(caplog: pytest.LogCaptureFixture) -> None:
    """The adapter `log` delivers always and writes ids and types, nothing that a customer is or wrote."""
    caplog.set_level(logging.INFO)
    assert LogAdapter(setup(LOG)).deliver(event(), {}, Attempt(3, 0)) == Delivered()
    assert caplog.messages == ["message.received evt_abcdefghijklmnopqrstuvwxyz attempt 3"]
