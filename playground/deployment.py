"""Puts the app into the emulator with the real CDK CLI: synth once, bootstrap, deploy."""

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playground.children import run
from playground.environment import cdk_command, local_environment
from playground.places import REPOSITORY, Places

SOURCES = ("cdk.json", "package-lock.json", "uv.lock", "infra", "functions", "layers")
"""What the synthesized app depends on, beside the settings."""


def synthesize(places: Places) -> bool:
    """Write the app for the local target, unless nothing has changed since; whether it was needed.

    Raises:
        LauncherError: the synth failed.
    """
    note = places.folder / "cdk.out.sha256"
    now = _fingerprint(places)
    if places.assembly.is_dir() and note.exists() and note.read_text(encoding="utf-8") == now:
        return False
    shutil.rmtree(places.assembly, ignore_errors=True)
    note.unlink(missing_ok=True)
    context = ["-c", "target=local", "-c", f"settings={places.settings_file}"]
    command = [*cdk_command(), "synth", "--quiet", *context, "--output", str(places.assembly)]
    run("The synth", command, places.logs / "cdk-synth.log", local_environment(places))
    note.write_text(now, encoding="utf-8")
    return True


def bootstrap(places: Places) -> None:
    """Prepare the emulator's account for deployments.

    Raises:
        LauncherError: it failed.
    """
    command = [*cdk_command(), "bootstrap", "-a", str(places.assembly)]
    run("The bootstrap", command, places.logs / "cdk-bootstrap.log", local_environment(places))


def deploy(places: Places) -> dict[str, Any]:
    """Deploy all stacks and return their outputs, taken together.

    Raises:
        LauncherError: it failed.
    """
    told = ["--require-approval", "never", "--progress", "events"]
    told += ["--outputs-file", str(_outputs_file(places))]
    command = [*cdk_command(), "deploy", "-a", str(places.assembly), "--all", *told]
    run("The deployment", command, places.logs / "cdk-deploy.log", local_environment(places))
    return outputs(places)


def outputs(places: Places) -> dict[str, Any]:
    """Return the outputs of the latest deployment, those of all stacks taken together."""
    stacks: dict[str, dict[str, Any]] = json.loads(_outputs_file(places).read_text(encoding="utf-8"))
    return {name: value for stack in stacks.values() for name, value in stack.items()}


def _outputs_file(places: Places) -> Path:
    return places.folder / "outputs.json"


def _fingerprint(places: Places) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for file in (places.settings_file, *_sources()):
        digest.update(f"{file.name} {file.stat().st_size} ".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in SOURCES:
        source = REPOSITORY / name
        if source.is_file():
            yield source
        for path in sorted(source.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
