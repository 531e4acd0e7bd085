"""Runs one command to its end, into a log file; Ctrl-C ends it and all that it started."""

import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from playground.places import LauncherError
from playground.processes import spawn

LAST_LINES = 3
"""How much of a failed command's log its error repeats."""


def run(what: str, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> None:
    """Run a command from the root of the checkout.

    Raises:
        LauncherError: it failed; the text names `what`, the log file and its last lines.
    """
    process = spawn(command, log, environment)
    try:
        status = process.wait()
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        raise
    if status:
        message = f"{what} failed (exit status {status}); the whole story is in {log}.{_last_lines(log)}"
        raise LauncherError(message)


def _last_lines(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    told = [line.rstrip() for line in lines if line.strip()][-LAST_LINES:]
    return "".join(f"\n  {line}" for line in told)
