"""Runs a server for as long as a block runs; what it says is kept in its log."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import httpx

from playground.places import LauncherError
from playground.processes import Started, is_alive, read_started, start, stop, write_started
from playground.waiting import within
from tests.live.places import Place

START_S = 60.0
"""How long a server may take to answer at first."""

LAST_LINES = 15
"""How much of a log the error of a server that does not start repeats."""


@contextmanager
def serving(
    place: Place, name: str, command: Sequence[str], environment: Mapping[str, str], url: str
) -> Iterator[None]:
    """Start it, wait until `url` answers anything at all, end it by its pid afterwards.

    Raises:
        LauncherError: it ends or stays silent; the text has the last lines of its log.
    """
    process = start(name, command, place.log(name), environment)
    others = [other for other in read_started(place.started_file) if is_alive(other)]
    write_started(place.started_file, [*others, process])
    try:
        _await_answer(place, process, url)
        yield
    finally:
        stop(process)


def _await_answer(place: Place, process: Started, url: str) -> None:
    def answers_or_ended() -> bool:
        return _answers(url) or not is_alive(process)

    within(START_S, answers_or_ended)
    if not is_alive(process) or not _answers(url):
        log = place.log(process.name)
        said = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
        raise LauncherError("\n  ".join([f"{process.name} does not answer; its log is {log}:", *said]))


def _answers(url: str) -> bool:
    try:
        httpx.get(url, timeout=5, trust_env=False)
    except httpx.HTTPError:
        return False
    return True
