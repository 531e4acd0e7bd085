"""The command sees a deployment as its functions do."""

from pathlib import Path

import pytest

from appcare.config.toml_file import read_settings
from cli.appcare.wiring import AwsDeployment
from functions import channels as of_functions
from functions.agent_api import delivery_wiring
from tests.unit.whatsapp.reading import record_of
from tests.unit.whatsapp.samples import text_message, value, webhook

SETTINGS = """
[accounts.main]
channel = "whatsapp"
[numbers.sales]
phone_number_id = "1"
[destinations.crm]
adapter = "webhook"
url = "https://crm.example.com/appcare"
types = ["message.*"]
numbers = ["sales"]
topics = ["order-*"]
[topics.orders]
words = ["My order"]
"""


@pytest.fixture
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AwsDeployment:
    """Return a deployment and functions with the same settings."""
    file = tmp_path / "appcare.toml"
    file.write_text(SETTINGS, encoding="utf-8")
    for module in (of_functions, delivery_wiring):
        monkeypatch.setattr(module, "settings", lambda: read_settings(file))
    return AwsDeployment(stage="", settings_file=file, local=False)


def test_a_destination_hears_of_the_same(deployment: AwsDeployment) -> None:
    """Types, numbers and topics count for the command's replays as for the API's."""
    assert deployment.subscription("crm") == delivery_wiring.subscription("crm")


def test_the_same_records_are_understood(deployment: AwsDeployment) -> None:
    """Facts of our own are events for the command, too: a replay leaves none of them out."""
    own = deployment._channels._own
    assert {kind: type(one) for kind, one in own.items()} == {
        kind: type(one) for kind, one in of_functions.channels()._own.items()
    }


def test_a_record_that_is_routed_by_hand_has_its_topic(deployment: AwsDeployment) -> None:
    """The command that routes parked records again tells topics as the router does."""
    record = record_of(webhook(value(messages=[text_message(text={"body": "My order"})])))
    for channels in (deployment._channels, of_functions.channels()):
        assert channels.of(record).translate(record).topic == "orders"
