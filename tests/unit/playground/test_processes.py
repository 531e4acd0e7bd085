"""Background processes are ended by pid, and only if they are ours."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from playground import processes
from playground.processes import Started, is_alive, read_started, start, stop, write_started
from playground.waiting import within

STAYS = "import time; print('ready', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {STAYS}"


def begin(tmp_path: Path, script: str) -> Started:
    """Start a Python script and wait until it says that it is ready."""
    log = tmp_path / "log"
    started = start("sleeper", [sys.executable, "-c", script], log, dict(os.environ))
    assert within(10, lambda: "ready" in log.read_text())
    return started


def test_process_runs_until_stopped(tmp_path: Path) -> None:
    """A started process is alive, and gone after `stop`."""
    started = begin(tmp_path, STAYS)
    assert is_alive(started)
    stop(started)
    assert not is_alive(started)


def test_stubborn_process_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ignores the request to end is killed."""
    monkeypatch.setattr(processes, "GRACE_S", 0.2)
    started = begin(tmp_path, STUBBORN)
    stop(started)
    assert not is_alive(started)


def test_children_end_with_their_parent(tmp_path: Path) -> None:
    """What the process started itself does not outlive it, however stubborn."""
    spawn = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {STUBBORN!r}])"
    started = begin(tmp_path, f"{spawn}; print('child', p.pid, flush=True); p.wait()")
    child = int((tmp_path / "log").read_text().split("child ")[1].split()[0])
    stop(started)
    assert within(5, lambda: not processes.birth_of(child))


def test_somebody_elses_process_is_left_alone(tmp_path: Path) -> None:
    """A later process with the same pid is not ours, so it is not touched."""
    started = begin(tmp_path, STAYS)
    stop(replace(started, birth="another time"))
    assert is_alive(started)
    os.killpg(started.pid, signal.SIGKILL)


def test_note_of_what_runs_is_read_back(tmp_path: Path) -> None:
    """What was noted is read back; a broken or absent note means that nothing runs."""
    file = tmp_path / "processes.json"
    assert read_started(file) == []
    write_started(file, [Started("graph", 1, "then")])
    assert read_started(file) == [Started("graph", 1, "then")]
    file.write_text("{")
    assert read_started(file) == []
