"""The emulator of AWS: installed in an environment of its own, pinned with hashes, bound to loopback."""

import fcntl
import hashlib
import shutil
import sys
from pathlib import Path

from playground.children import run
from playground.environment import local_environment, uv_command
from playground.places import LOCAL_ADDRESS, REGION, REPOSITORY, LauncherError, Places
from playground.processes import Started, start

REQUIREMENTS = Path(__file__).with_name("ministack.requirements.txt")
"""ministack and the boto3 of the botocore that it pins: CDK's custom resources run on its Python."""


def install(places: Places) -> Path:
    """Return the emulator's Python, installed if this lock and this Python have none yet.

    Raises:
        LauncherError: it cannot be installed.
    """
    wanted = REQUIREMENTS.read_bytes() + sys.version.encode() + sys.executable.encode()
    folder = REPOSITORY / ".cache" / "ministack" / hashlib.sha256(wanted).hexdigest()[:16]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        complete = folder / ".complete"
        if not complete.exists():
            _fill(folder, places)
            complete.touch()
    return folder / "bin" / "python"


def _fill(folder: Path, places: Places) -> None:
    """Make the environment anew: with the index, and from what uv has kept where there is none."""
    environment = local_environment(places)
    log = places.logs / "ministack-install.log"
    uv = uv_command()
    making = [uv, "venv", "--clear", "--quiet", "--no-project", "--python", sys.executable, str(folder)]
    run("Making the emulator's environment", making, log, environment)
    filling = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--python",
        str(folder / "bin" / "python"),
    ]
    filling += ["--requirements", str(REQUIREMENTS)]
    try:
        run("Installing the emulator", filling, log, environment)
    except LauncherError:
        offline = log.with_suffix(".offline.log")
        try:
            run("Installing the emulator", [*filling, "--offline"], offline, environment)
        except LauncherError:
            message = f"The emulator could not be installed: is the package registry reachable? See {log}."
            raise LauncherError(message) from None


def start_ministack(python: Path, places: Places) -> Started:
    """Start the emulator in the background."""
    scratch = places.folder / "tmp"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    told = {
        "BIND_HOST": LOCAL_ADDRESS,
        "GATEWAY_PORT": str(places.ministack_port),
        "IOT_MTLS_ENABLED": "0",
        "MINISTACK_REGION": REGION,
        "LOG_LEVEL": "WARNING",
        "TMPDIR": str(scratch),
    }
    environment = {name: value for name, value in local_environment(places).items() if name != "VIRTUAL_ENV"}
    command = [str(python), "-m", "ministack"]
    return start("ministack", command, places.logs / "ministack.log", environment | told)
