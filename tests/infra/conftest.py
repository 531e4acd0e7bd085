"""One synth for all tests of the production app: it takes seconds."""

import json
from pathlib import Path

import pytest
from aws_cdk import App

from infra.app import ROOT, synthesize
from tests.infra.synthesized import Synthesized

LARGE = """
[service]
stage = "test"
custom_domain = "hooks.example.com"
certificate_arn = "arn:aws:acm:eu-central-1:111122223333:certificate/abc"

[alarms]
emails = ["ops@example.com", "night@example.com"]

[api]
auth = "jwt"
issuer = "https://login.example.com/"
audiences = ["appcare"]

[rollout]
alarms = ["their-orders"]

[accounts.main]
[accounts.second]
[accounts.third]
source = "social"
[accounts.fourth]
source = "social"
topic_arn = "arn:aws:sns:eu-central-1:111122223333:whatsapp-events"

[destinations.a-1]
adapter = "webhook"
url = "https://one.example.com/in"
timeout_seconds = 60

[destinations.a1]
adapter = "webhook"
url = "https://two.example.com/in"
timeout_seconds = 1

[destinations.wakeups]
adapter = "log"

[destinations.bus]
adapter = "eventbridge"
[destinations.bus.options]
bus = "care"

[destinations.bus-2]
adapter = "eventbridge"
[destinations.bus-2.options]
bus = "arn:aws:events:eu-central-1:444455556666:event-bus/theirs"
"""


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Return what `make synth` writes."""
    return _synthesized(tmp_path_factory.mktemp("production"), {})


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Return what a company with a domain, two Meta apps and several CRMs would deploy."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "company.toml").write_text(LARGE)
    return _synthesized(folder / "out", {"settings": str(folder / "company.toml")})


@pytest.fixture(scope="session")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Return what is deployed where callers of the API sign with AWS credentials."""
    folder = tmp_path_factory.mktemp("signed")
    (folder / "signed.toml").write_text('[accounts.main]\n[api]\nauth = "iam"\n')
    return _synthesized(folder / "out", {"settings": str(folder / "signed.toml"), "target": "local"})


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Return what is deployed into the emulator."""
    return _synthesized(tmp_path_factory.mktemp("local"), {"target": "local"})


def _synthesized(folder: Path, context: dict[str, str]) -> Synthesized:
    flags = json.loads((ROOT / "cdk.json").read_text())["context"]
    synthesize(App(context={**flags, **context}, outdir=str(folder)))
    return Synthesized(folder)
