"""Routes log records again that were set aside, once whatever was in their way is gone."""

from collections.abc import Sequence
from dataclasses import dataclass

from appcare.application.operator_ports import LogScan, ParkedLetter, ParkedLetters, Told
from appcare.application.ports import EventLog
from appcare.application.route_event import EventRouter
from appcare.domain.log import LogKey
from appcare.domain.waves import chunks

RECORDS_AT_ONCE = 100
BEFORE_MS, AFTER_MS = 3_600_000, 60_000
"""Around the time of a lost batch: an update lies under Meta's time, which is earlier than its arrival."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerouted:
    """What became of the letters: records routed, gone from the log, and letters that had to stay."""

    routed: int = 0
    gone: int = 0
    stayed: int = 0


class RefusedRecords:
    """`ParkedRecords` that only notes what the router cannot digest: its letter lies there already."""

    def __init__(self) -> None:
        """Start with none."""
        self.keys: set[LogKey] = set()

    def park(self, key: LogKey, code: str) -> None:
        """Note one."""
        del code
        self.keys.add(key)


class RerouteParked:
    """Takes parked letters: the keys of records, and the times of batches that the stream gave up on."""

    def __init__(
        self,
        *,
        letters: ParkedLetters,
        log: EventLog,
        scan: LogScan,
        router: EventRouter,
        refused: RefusedRecords,
    ) -> None:
        """Args: refused: what the router parks records in."""
        self._letters = letters
        self._log = log
        self._scan = scan
        self._router = router
        self._refused = refused

    def reroute(self, told: Told = lambda _: None) -> Rerouted:
        """Route what lies there; a letter is removed when its records are routed, or gone from the log.

        Raises:
            StorageError: what was not done is still there; doing it again does no harm.
        """
        routed = gone = 0
        kept: list[ParkedLetter] = []
        try:
            while found := self._letters.receive():
                kept += found
                for letter in sorted(found, key=_place):
                    keys = self._keys(letter)
                    there = self._route(keys)
                    if not keys or self._refused.keys & set(keys):
                        continue
                    routed, gone = routed + there, gone + len(keys) - there
                    self._letters.delete(letter)
                    kept.remove(letter)
                    told(routed)
        finally:
            self._letters.release(kept)
        return Rerouted(routed=routed, gone=gone, stayed=len(kept))

    def _keys(self, letter: ParkedLetter) -> list[LogKey]:
        if letter.key:
            return [letter.key]
        if not letter.span:
            return []
        since, until = letter.span[0] - BEFORE_MS, letter.span[1] + AFTER_MS
        return sorted(self._scan.keys(since, until, 0, 1), key=lambda key: (key.sk, key.pk))

    def _route(self, keys: Sequence[LogKey]) -> int:
        """Route the records that are there, in order; return how many."""
        routed = 0
        for run in chunks(keys, RECORDS_AT_ONCE):
            records = self._log.read(run)
            self._router.route([records[key] for key in run if key in records])
            routed += len(records)
        return routed


def _place(letter: ParkedLetter) -> tuple[str, str]:
    return (letter.key.sk, letter.key.pk) if letter.key else ("", "")
