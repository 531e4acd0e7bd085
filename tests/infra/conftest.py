"""One synth for all tests of the production app: it takes seconds."""

import json
from pathlib import Path

import pytest
from aws_cdk import App

from infra.app import ROOT, synthesize
from tests.infra.synthesized import Synthesized


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Return what `make synth` writes."""
    return _synthesized(tmp_path_factory.mktemp("production"), {})


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Return what is deployed into the emulator."""
    return _synthesized(tmp_path_factory.mktemp("local"), {"target": "local"})


def _synthesized(folder: Path, context: dict[str, str]) -> Synthesized:
    flags = json.loads((ROOT / "cdk.json").read_text())["context"]
    synthesize(App(context={**flags, **context}, outdir=str(folder)))
    return Synthesized(folder)
