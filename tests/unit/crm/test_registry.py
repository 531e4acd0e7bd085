"""Adapters by name, and the one that only logs."""

import logging

import pytest

from appcare.application.adapter_ports import Attempt
from appcare.config.settings import ADAPTERS, Destination
from appcare.crm.log.adapter import LogAdapter
from appcare.crm.registry import BUILT_IN, adapter_for
from appcare.crm.webhook.adapter import WebhookAdapter
from appcare.domain.delivery import Delivered
from tests.unit.crm.samples import event, setup

LOG = Destination(name="crm", adapter="log")


def test_every_adapter_that_can_be_configured_exists() -> None:
    """What the settings allow is what can be built."""
    assert tuple(BUILT_IN) == ADAPTERS


@pytest.mark.parametrize(("name", "kind"), [("webhook", WebhookAdapter), ("log", LogAdapter)])
def test_an_adapter_by_its_name(name: str, kind: type) -> None:
    """A stanza names its adapter."""
    stanza = Destination(name="crm", adapter=name, url="https://crm.example.com/")
    assert isinstance(adapter_for(setup(stanza)), kind)


def test_the_log_tells_no_tales(caplog: pytest.LogCaptureFixture) -> None:
    """The adapter `log` delivers always and writes ids and types, nothing that a customer is or wrote."""
    caplog.set_level(logging.INFO)
    assert LogAdapter(setup(LOG)).deliver(event(), {}, Attempt(3, 0)) == Delivered()
    assert caplog.messages == ["message.received evt_abcdefghijklmnopqrstuvwxyz attempt 3"]
