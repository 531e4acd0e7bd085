"""What runs in the background: the emulator and the doubles, noted so that exactly they are ended."""

import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from playground import ministack
from playground.environment import local_environment
from playground.places import LOCAL_ADDRESS, LauncherError, Places
from playground.processes import Started, is_alive, read_started, start, stop, write_started
from playground.waiting import within

START_S = 30.0
"""How long the emulator and a double may take to answer at first."""


def processes(places: Places) -> Mapping[str, bool]:
    """Return what was started, and whether it still runs."""
    return {p.name: is_alive(p) for p in read_started(_processes_file(places))}


def all_alive(places: Places) -> bool:
    """Whether everything that was started still runs; False when nothing was."""
    alive = processes(places)
    return bool(alive) and all(alive.values())


def check_ports(places: Places) -> None:
    """Make sure that nobody else has our ports.

    Raises:
        LauncherError: somebody has; the text names the port and how to choose others.
    """
    for port in (places.ministack_port, places.crm_inbox_port, places.graph_port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOCAL_ADDRESS, port))
            except OSError:
                other = places.port_base + 100
                message = f"Port {port} is in use: free it, or choose others: APPCARE_PORT_BASE={other}."
                raise LauncherError(message) from None


def start_all(places: Places, python: Path) -> None:
    """Start the emulator with its Python, and the doubles; return when all answer.

    Raises:
        LauncherError: one of them does not; the text names its log.
    """
    own = local_environment(places)
    commands = {
        "crm_inbox": [str(places.crm_inbox_port), str(places.secrets_file)],
        "graph": [str(places.graph_port)],
    }
    started: list[Started] = []
    with _noting(places, started):
        started.append(ministack.start_ministack(python, places))
        for name, arguments in commands.items():
            command = [sys.executable, "-m", f"playground.{name}", *arguments]
            started.append(start(name, command, places.logs / f"{name}.log", own))
    urls = {
        "ministack": f"{places.aws_endpoint_url}/_ministack/health",
        "crm_inbox": places.crm_inbox_url,
        "graph": places.graph_url,
    }
    for process in started:
        _await_answer(places, process, urls[process.name])


@contextmanager
def _noting(places: Places, started: list[Started]) -> Iterator[None]:
    """Note what was started even when the block is cut short, so that it can be ended."""
    try:
        yield
    finally:
        write_started(_processes_file(places), started)


def _await_answer(places: Places, process: Started, url: str) -> None:
    def answers() -> bool:
        if not is_alive(process):
            message = f"{process.name} ended at once; see {places.logs / process.name}.log."
            raise LauncherError(message)
        try:
            return httpx.get(url, timeout=2, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    if not within(START_S, answers):
        message = f"{process.name} does not answer; see {places.logs / process.name}.log."
        raise LauncherError(message)


def end_all(places: Places) -> bool:
    """End everything that was started; whether there was anything."""
    file = _processes_file(places)
    with _undisturbed():
        started = read_started(file)
        for process in reversed(started):
            stop(process)
        for gone in (file, places.stack_file):
            gone.unlink(missing_ok=True)
    return bool(started)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a second Ctrl-C not cut the ending short."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {asked: signal.signal(asked, signal.SIG_IGN) for asked in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for asked, handler in before.items():
            signal.signal(asked, handler)


def _processes_file(places: Places) -> Path:
    return places.folder / "processes.json"
