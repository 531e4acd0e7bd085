"""Installs Request Tracker from the distribution's own packages, starting none of its daemons."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playground.children import run
from playground.places import LauncherError
from tests.live.places import installed_under

PACKAGES = (
    "request-tracker5",
    "rt5-standalone",
    "rt5-db-sqlite",
    "libdbd-sqlite3-perl",
    "dbconfig-no-thanks",
)
"""`dbconfig-no-thanks`: we make our own database, the packages shall not."""

SENDMAIL = Path("/usr/sbin/sendmail")
MAIL_AGENT = "dma"
"""Request Tracker wants a mail agent, whichever; this one runs no daemon. No mail of ours reaches it."""

POLICY = Path("/usr/sbin/policy-rc.d")
"""Asked before a package starts a daemon; 101 says no. Source: Debian's invoke-rc.d, README.policy-rc.d."""

UNIT = "request-tracker5.service"


def is_installed() -> bool:
    """Whether every package is there."""
    if not shutil.which("dpkg-query"):
        return False
    asked = ["dpkg-query", "--show", "--showformat", "${db:Status-Status} ", *PACKAGES]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return answer.stdout.split() == ["installed"] * len(PACKAGES)


def install() -> None:
    """Install it, unless it is there.

    Raises:
        LauncherError: it cannot be installed; the text says what to do.
    """
    if is_installed():
        return
    packages = PACKAGES if SENDMAIL.exists() else (*PACKAGES, MAIL_AGENT)
    wanted = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise LauncherError(
            f"Request Tracker comes from Debian's packages, and here is no apt-get ({wanted})."
        )
    root = _as_root(wanted)
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    logs = installed_under()
    run("Reading the list of Debian's packages", [*apt, "update"], logs / "apt-update.log", os.environ)
    quietly = [*apt, "install", "--yes", "--no-remove", "--no-install-recommends", *packages]
    with _no_daemons(root):
        run("Installing Request Tracker", quietly, logs / "apt-install.log", os.environ)
    # Nor is it to start with the machine.
    _run([*root, "systemctl", "disable", "--quiet", UNIT])


def _as_root(wanted: str) -> list[str]:
    """Return what to put before a command that only root may run."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _run(["sudo", "--non-interactive", "true"]):
        return ["sudo", "--non-interactive"]
    raise LauncherError(f"Installing Request Tracker takes root: run `sudo {wanted}` once, then `make live`.")


@contextmanager
def _no_daemons(root: list[str]) -> Iterator[None]:
    """Keep packages from starting daemons, unless the machine has a policy of its own."""
    if POLICY.exists():
        yield
        return
    text = "#!/bin/sh\\nexit 101\\n"
    _run([*root, "sh", "-c", f"printf '{text}' > {POLICY} && chmod 755 {POLICY}"])
    try:
        yield
    finally:
        _run([*root, "rm", "--force", str(POLICY)])


def _run(command: list[str]) -> bool:
    """Run a short command; whether it went well."""
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
