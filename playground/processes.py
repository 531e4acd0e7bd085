"""Starts background processes and ends exactly those: by pid, never by name."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from playground.places import REPOSITORY

GRACE_S = 5.0
"""How long a process may take to end by itself before it is killed."""


@dataclass(frozen=True, slots=True)
class Started:
    """A process of ours; `birth` tells it from a later one that got the same pid."""

    name: str
    pid: int
    birth: str


def start(name: str, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> Started:
    """Start a process in its own session, so that it outlives us and Ctrl-C does not reach it.

    It runs from the root of the checkout and writes what it says into `log`.
    """
    process = spawn(command, log, environment)
    process.returncode = 0  # it is meant to outlive this object; without this, Python warns
    return Started(name, process.pid, birth_of(process.pid))


def spawn(command: Sequence[str], log: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Run a command from the root of the checkout, in its own session; what it says goes into `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        return subprocess.Popen(
            command,
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            start_new_session=True,
        )


def is_alive(started: Started) -> bool:
    """Whether it still runs and is the one that we started."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(started.pid, os.WNOHANG)
    birth = birth_of(started.pid)
    return bool(birth) and birth == started.birth


def stop(started: Started) -> None:
    """End it and what it started itself: asked first, killed after `GRACE_S`."""
    if not is_alive(started):
        return
    for request, patience in ((signal.SIGTERM, GRACE_S), (signal.SIGKILL, GRACE_S)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, request)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not is_alive(started):
                _end_rest(started)
                return
            time.sleep(0.02)


def _end_rest(started: Started) -> None:
    """Kill what the ended process has left behind in its own group, such as workers."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(started.pid, signal.SIGKILL)


def write_started(file: Path, started: Sequence[Started]) -> None:
    """Note what runs, so that a later command can end it."""
    file.write_text(json.dumps([asdict(s) for s in started], indent=2) + "\n", encoding="utf-8")


def read_started(file: Path) -> list[Started]:
    """Return what was noted; an absent or broken note means nothing runs."""
    try:
        return [Started(**entry) for entry in json.loads(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def birth_of(pid: int) -> str:
    """Return something that only this process has, empty for one that is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return "" if Path("/proc/self").exists() else _birth_by_ps(pid)
    except ProcessLookupError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]


def _birth_by_ps(pid: int) -> str:
    """Return the same where there is no /proc, as on macOS."""
    asked = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split(maxsplit=1)
    return "" if not asked or asked[0].startswith("Z") else asked[1].strip()
