"""Where a run keeps its logs and which ports it takes: nobody else's, whatever an earlier run left there."""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playground.places import LOCAL_ADDRESS, LauncherError, places
from playground.processes import read_started, stop

OFFSET, RUNS_AT_ONCE = 21, 8
"""Our three ports begin this far after `APPCARE_PORT_BASE`; each run at the same time takes the next ten."""


@dataclass(frozen=True, slots=True)
class Place:
    """One run's folder and ports."""

    folder: Path
    first_port: int

    @property
    def request_tracker_port(self) -> int:
        """Request Tracker's port."""
        return self.first_port

    @property
    def django_helpdesk_port(self) -> int:
        """django-helpdesk's port."""
        return self.first_port + 1

    @property
    def callbacks_port(self) -> int:
        """The port that both post agents' replies to."""
        return self.first_port + 2

    @property
    def started_file(self) -> Path:
        """What runs, so that the next run can end what this one left."""
        return self.folder / "started.json"

    def log(self, name: str) -> Path:
        """Where a server writes what it says; kept until the next run."""
        return self.folder / f"{name}.log"


def installed_under() -> Path:
    """Return the folder that `make live` installs into."""
    return places().folder / "live"


@contextmanager
def own_place() -> Iterator[Place]:
    """Hold a folder and ports that no other run has; what a killed run left there is ended.

    Raises:
        LauncherError: none is free.
    """
    first = places().port_base + OFFSET
    for turn in range(RUNS_AT_ONCE):
        here = Place(installed_under() / f"run-{turn}", first + 10 * turn)
        here.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (here.folder / "run.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            for left in read_started(here.started_file):
                stop(left)
            if all(is_free(here.first_port + n) for n in range(3)):
                yield here
                return
    raise LauncherError(f"No free ports from {first} on for the CRMs: choose others with APPCARE_PORT_BASE.")


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCAL_ADDRESS, port))
        except OSError:
            return False
    return True
