"""Brings the whole local stack up and takes it down again; what was begun is never left half done."""

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from appcare.domain.api_keys import hash_of
from infra.target import LOCAL
from playground import deployment, ministack
from playground.aws import Emulator
from playground.background import all_alive, check_ports, end_all, start_all
from playground.environment import cdk_command
from playground.local_settings import make_secrets, write_settings
from playground.places import REPOSITORY, LauncherError, Places
from playground.progress import Progress
from playground.rollout import take_plan_over
from playground.stack import Stack, describe, read_stack, secret_ids, write_stack
from playground.waiting import within
from playground.whatsapp_phone import Phone

API_CLIENT = "local"
"""Under this name the API knows the key in `stack.json`."""

READY_S = 60.0
"""How long the deployed pipeline may take to answer the first handshake."""


def running(places: Places) -> Stack | None:
    """Return the stack if it is up, None otherwise."""
    return read_stack(places) if all_alive(places) else None


def bring_up(places: Places, progress: Progress, settings: Path = REPOSITORY / "appcare.toml") -> Stack:
    """Start everything and return when the pipeline answers; if a step fails, all ends again.

    Raises:
        LauncherError: something stands in the way; the text says what.
    """
    places.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(places):
        stack = running(places)
        if stack:
            return stack
        end_all(places)
        cdk_command()
        check_ports(places)
        try:
            return _bring_up(places, progress, settings)
        except BaseException:
            end_all(places)
            raise


def take_down(places: Places) -> bool:
    """End everything that `bring_up` started; whether there was anything."""
    if not places.folder.is_dir():
        return False
    with _alone(places):
        return end_all(places)


def _bring_up(places: Places, progress: Progress, settings: Path) -> Stack:
    with progress.step("Reading the settings", "Settings for the local stack written"):
        write_settings(places, settings)
        secrets = make_secrets(places)
    with progress.step("Installing the emulator", "Emulator installed"):
        python = ministack.install(places)
    with progress.step("Starting", "Emulator, CRM inbox and Cloud API double started"):
        start_all(places, python)
    with progress.step("Synthesizing the app", "App synthesized"):
        deployment.synthesize(places)
    for part, reason in LOCAL.left_out.items():
        progress.note(f"  [dim]left out here: {part}. {reason}[/]")
    with progress.step("Bootstrapping the emulated account", "Account bootstrapped"):
        deployment.bootstrap(places)
    with progress.step("Deploying", "Deployed with the CDK CLI"):
        outputs = deployment.deploy(places)
    with progress.step("Waiting for the pipeline", "The pipeline answers"):
        _put_secrets(places, outputs, secrets)
        stack = describe(places, outputs, secrets)
        _await_handshake(stack)
        _tell_graph(stack)
        take_plan_over(stack, str(outputs["ClockName"]))
    write_stack(places, stack)
    return stack


def _put_secrets(places: Places, outputs: Mapping[str, Any], secrets: Mapping[str, Any]) -> None:
    client = Emulator(places.aws_endpoint_url).secrets()
    for ids, made in zip(secret_ids(outputs), (secrets["accounts"], secrets["destinations"]), strict=True):
        for name, secret_id in ids.items():
            client.put_secret_value(SecretId=secret_id, SecretString=json.dumps(made[name]))
    hashes = {API_CLIENT: hash_of(secrets["api"]["key"])}
    client.put_secret_value(SecretId=outputs["ApiKeysSecret"], SecretString=json.dumps(hashes))


def _tell_graph(stack: Stack) -> None:
    """Tell the Cloud API double where statuses of messages go, and what signs them."""
    place = {name: getattr(stack, name) for name in ("webhook_url", "webhook_headers", "app_secret")}
    httpx.post(f"{stack.graph_url}/webhook", json=place, trust_env=False).raise_for_status()


def _await_handshake(stack: Stack) -> None:
    phone = Phone(stack)
    answered = "nothing"

    def shakes() -> bool:
        nonlocal answered
        try:
            answer = phone.handshake("ready")
        except httpx.HTTPError as error:
            answered = type(error).__name__
            return False
        answered = f"status {answer.status_code}"
        return answer.is_success and answer.text == "ready"

    try:
        if not within(READY_S, shakes):
            message = f"The deployed pipeline does not answer the handshake: {answered}."
            raise LauncherError(message)
    finally:
        phone.hang_up()


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """Hold the folder's lock, so that two commands never start or end the same stack at once."""
    with (places.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"Another command is busy with the stack in {places.folder}: wait for it to end."
            raise LauncherError(message) from None
        yield
