"""A stack of the benchmarks' own: three numbers, so that a message chooses whom it concerns.

`quiet` goes to the inbox; `beside` goes to the inbox and to a destination that never answers;
`paced` goes to a destination with a low rate.
"""

import contextlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from rich.console import Console

from playground.launcher import bring_up, take_down
from playground.places import LOCAL_ADDRESS, REPOSITORY, Places
from playground.progress import Progress
from playground.stack import Stack

FIRST_PORT = int(os.environ.get("APPCARE_PORT_BASE", "4640")) + 100
NUMBERS = {"quiet": "7001", "beside": "7002", "paced": "7003"}
PACED_RATE = 5.0

SETTINGS = """
[accounts.main]
channel = "whatsapp"

[numbers.quiet]
phone_number_id = "7001"

[numbers.beside]
phone_number_id = "7002"

[numbers.paced]
phone_number_id = "7003"

[destinations.inbox]
adapter = "webhook"
url = "https://crm.example.com/"
rate_per_second = 100
numbers = ["quiet", "beside"]

[destinations.dead]
adapter = "webhook"
url = "{dead}"
rate_per_second = 100
timeout_seconds = 2
numbers = ["beside"]
private_hosts = ["127.0.0.1"]

[destinations.paced]
adapter = "webhook"
url = "https://crm.example.com/"
rate_per_second = {rate}
numbers = ["paced"]
"""


@contextmanager
def own_stack(console: Console) -> Iterator[Stack]:
    """A fresh stack for as long as the block runs.

    Raises:
        LauncherError: something stands in the way; the text says what.
    """
    here = Places(REPOSITORY / ".local" / "bench", FIRST_PORT)
    here.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _silent_server() as dead:
        take_down(here)
        try:
            yield bring_up(here, Progress(console), _settings(here.folder, dead))
        finally:
            take_down(here)


def _settings(folder: Path, dead: str) -> Path:
    file = folder / "bench.toml"
    file.write_text(SETTINGS.format(dead=dead, rate=PACED_RATE), encoding="utf-8")
    return file


@contextmanager
def _silent_server() -> Iterator[str]:
    """A server that takes every connection and never says a word; yields its URL."""
    listener = socket.create_server((LOCAL_ADDRESS, 0))
    kept: list[socket.socket] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                kept.append(listener.accept()[0])

    Thread(target=accept, daemon=True).start()
    try:
        yield f"http://{LOCAL_ADDRESS}:{listener.getsockname()[1]}/"
    finally:
        listener.close()
        for one in kept:
            one.close()
