"""What importing a function does, and what it does not, each in an interpreter of its own."""

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from appcare.config.environment import (
    AgentApiEnvironment,
    AuthorizerEnvironment,
    ClockEnvironment,
    FetcherEnvironment,
    PublisherEnvironment,
    ReceiverEnvironment,
    RouterEnvironment,
    SocialEnvironment,
    TemplateReaderEnvironment,
)

ROOT = Path(__file__).parents[3]
TOLD: dict[str, Any] = {
    "webhook_receiver": ReceiverEnvironment,
    "event_router": RouterEnvironment,
    "crm_publisher": PublisherEnvironment,
    "media_fetcher": FetcherEnvironment,
    "care_clock": ClockEnvironment,
    "template_reader": TemplateReaderEnvironment,
    "social_receiver": SocialEnvironment,
    "agent_api": AgentApiEnvironment,
    "api_authorizer": AuthorizerEnvironment,
}
OURS = sorted({declared.name.upper() for told in TOLD.values() for declared in fields(told)})

PROGRAM = """
import importlib, json, os, sys

read = set()

class Watched(type(os.environ)):
    def __getitem__(self, name):
        read.add(name)
        return super().__getitem__(name)

os.environ.__class__ = Watched
name = sys.argv[1]
importlib.import_module(f"functions.{name}.handler")
modules, early, trouble = sorted(sys.modules), sorted(read), ""
try:
    importlib.import_module(f"functions.{name}.wiring").environment()
except Exception as error:
    trouble = str(error)
print(json.dumps({"modules": modules, "early": early, "late": sorted(read), "trouble": trouble}))
"""


def imported(name: str) -> dict[str, Any]:
    """Import a function's handler in a fresh interpreter and return what that did."""
    told = dict.fromkeys(OURS, "not to be read")
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, name],
        cwd=ROOT,
        env={**os.environ, **told, "RETENTION_DAYS": "x", "DESTINATION_QUEUES": "x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("name", TOLD)
def test_importing_reads_no_variable_of_ours(name: str) -> None:
    """The environment is read at the first event, so a handler can be imported anywhere."""
    found = imported(name)
    assert set(OURS) & set(found["early"]) == set()
    assert set(OURS) & set(found["late"])
    reads_more_than_texts = set(get_type_hints(TOLD[name]).values()) != {str}
    assert ("cannot be read" in found["trouble"]) == reads_more_than_texts


@pytest.mark.parametrize("name", ["webhook_receiver", "api_authorizer", "social_receiver"])
def test_those_who_are_waited_for_start_light(name: str) -> None:
    """No models, no SDK resources, no HTTP client towards CRMs: somebody waits while they start."""
    modules = {module.partition(".")[0] for module in imported(name)["modules"]}
    assert modules & {"pydantic", "pydantic_core", "boto3", "httpcore", "httpx", "standardwebhooks"} == set()
    assert "appcare" in modules
