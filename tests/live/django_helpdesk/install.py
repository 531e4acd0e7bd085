"""Installs django-helpdesk into an environment of its own, pinned with hashes."""

import hashlib
import os
import sys
from pathlib import Path

from playground.children import run
from playground.environment import uv_command
from playground.places import LauncherError
from tests.live.places import installed_under

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
"""Made with `uv pip compile --universal --python-version 3.11 --generate-hashes requirements.in`."""


def installed_python() -> Path:
    """Return the Python that has it.

    Raises:
        LauncherError: it is not installed.
    """
    if not (_folder() / ".complete").exists():
        raise LauncherError("django-helpdesk is not installed: run `make live`.")
    return _folder() / "bin" / "python"


def install() -> None:
    """Install it, unless this lock and this Python have been served already.

    Raises:
        LauncherError: it cannot be installed; the text names the log.
    """
    folder = _folder()
    if (folder / ".complete").exists():
        return
    uv, log = uv_command(), installed_under() / "django-helpdesk-install.log"
    making = [uv, "venv", "--clear", "--quiet", "--no-project", "--python", sys.executable, str(folder)]
    run("Making django-helpdesk's environment", making, log, os.environ)
    filling = [uv, "pip", "install", "--quiet", "--require-hashes", "--requirements", str(REQUIREMENTS)]
    filling += ["--python", str(folder / "bin" / "python")]
    run("Installing django-helpdesk (is the package registry reachable?)", filling, log, os.environ)
    (folder / ".complete").touch()


def _folder() -> Path:
    wanted = REQUIREMENTS.read_bytes() + sys.version.encode() + sys.executable.encode()
    return installed_under() / f"django-helpdesk-{hashlib.sha256(wanted).hexdigest()[:16]}"
