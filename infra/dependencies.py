"""Builds the dependency layer: the locked third-party wheels, for the Python that will run them.

uv downloads wheels for any platform, so no container is needed. A layer is built once for each
lock file and platform and kept under `.cache/dependencies`.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from infra.target import Target

EXPORT = (
    "export",
    "--frozen",
    "--quiet",
    "--package",
    "appcare",
    "--no-dev",
    "--no-emit-workspace",
)
INSTALL = ("pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--link-mode", "copy")
"""The lock names everything, so nothing is resolved: an adapter's package may depend on ours."""
UNUSED = ("bin", "**/tests", "**/__pycache__", "boto3/examples")
"""What wheels bring along and no function imports."""


class DependencyError(Exception):
    """The dependency layer cannot be built; the text says why, in one sentence."""


def dependency_layer(root: Path, target: Target) -> Path:
    """Return the folder of the layer, built if this lock and platform have none yet.

    Raises:
        DependencyError: uv is missing, or the wheels cannot be had.
    """
    folder = root / ".cache" / "dependencies" / _fingerprint(root, target)
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".building-") as building:
        layer = Path(building) / "layer"
        _install(root, target, Path(building) / "requirements.txt", layer / "python")
        _trim(layer / "python")
        try:
            layer.rename(folder)
        except OSError:
            # Another synth finished the same layer in the meantime: it is as good as ours.
            if not folder.is_dir():
                raise
    return folder


def _fingerprint(root: Path, target: Target) -> str:
    lock = (root / "uv.lock").read_bytes()
    host = f"{sys.platform}-{platform.machine().lower()}"
    # No dot in it: the CDK would take what follows for the asset's file extension.
    python = f"cp{target.python_version.replace('.', '')}"
    wheels = f"{target.python_platform or host}-{python}"
    rules = repr((EXPORT, INSTALL, UNUSED))
    digest = hashlib.sha256(lock + wheels.encode() + rules.encode()).hexdigest()
    return f"{wheels}-{digest[:16]}"


def _install(root: Path, target: Target, requirements: Path, into: Path) -> None:
    uv = _uv(root)
    _run([uv, *EXPORT, "--output-file", str(requirements)], root)
    command = [uv, *INSTALL, "--target", str(into), "--requirements", str(requirements)]
    if target.python_platform:
        command += ["--python-platform", target.python_platform]
        command += ["--python-version", target.python_version]
    else:
        command += ["--python", sys.executable]
    try:
        _run(command, root)
    except DependencyError:
        shutil.rmtree(into, ignore_errors=True)
        _run([*command, "--offline"], root)


def _uv(root: Path) -> str:
    """Find uv: the one that runs us, one on the path, or the one that make brought."""
    brought = root / ".tools" / "bin" / "uv"
    found = os.environ.get("UV") or shutil.which("uv") or (str(brought) if brought.exists() else "")
    if not found:
        message = "The dependency layer cannot be built: uv is missing; `make setup` brings it."
        raise DependencyError(message)
    return found


def _run(command: Sequence[str], root: Path) -> None:
    done = subprocess.run(  # noqa: S603 - the command is ours, no shell
        command, cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        reason = lines[-1] if lines else f"exit status {done.returncode}"
        message = f"The dependency layer cannot be built: uv {command[1]} says: {reason}"
        raise DependencyError(message)


def _trim(python: Path) -> None:
    for pattern in UNUSED:
        for unused in list(python.glob(pattern)):
            shutil.rmtree(unused, ignore_errors=True)
