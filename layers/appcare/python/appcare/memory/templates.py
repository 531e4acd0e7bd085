"""Message templates in memory."""

from collections.abc import Sequence
from threading import Lock

from appcare.domain.message_templates import APPROVED, MessageTemplate


class MemoryTemplates:
    """`Templates` in a dictionary."""

    def __init__(self) -> None:
        """Start without any."""
        self._known: dict[tuple[str, str, str], MessageTemplate] = {}
        self._read_at: dict[str, int] = {}
        self._lock = Lock()

    def read(self, waba_id: str, name: str) -> Sequence[MessageTemplate]:
        """Return what is known of a template in each of its languages, in their order."""
        return [one for one in self.all(waba_id) if one.name == name]

    def all(self, waba_id: str) -> Sequence[MessageTemplate]:
        """Return what is known of every template of an account, by name and language."""
        with self._lock:
            return [self._known[key] for key in sorted(self._known) if key[0] == waba_id]

    def usable(self, waba_id: str, most: int) -> Sequence[str]:
        """Return the names of at most so many templates that are approved in a language, in order."""
        names = (one.name for one in self.all(waba_id) if one.status.value == APPROVED)
        return list(dict.fromkeys(names))[:most]

    def read_at(self, waba_id: str) -> int:
        """Return when the account's list was last read in full, Unix milliseconds; 0: never."""
        return self._read_at.get(waba_id, 0)

    def learn(self, learnt: MessageTemplate) -> None:
        """Take what is said of a template; what is older than what is known changes nothing."""
        key = (learnt.waba_id, learnt.name, learnt.language)
        with self._lock:
            known = self._known.get(key)
            self._known[key] = known.with_later(learnt) if known else learnt

    def replace_all(self, waba_id: str, read: Sequence[MessageTemplate], at: int) -> None:
        """Take an account's list, read in full at this moment; what it does not hold is deleted."""
        listed = {(one.name, one.language) for one in read}
        gone = [one.gone(at) for one in self.all(waba_id) if (one.name, one.language) not in listed]
        for one in (*read, *gone):
            self.learn(one)
        self._read_at[waba_id] = max(at, self.read_at(waba_id))
