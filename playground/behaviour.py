"""How a double misbehaves when told to: refuse, be slow, or drop the connection, for so many requests."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self


class BehaviourError(Exception):
    """What was asked for is not a behaviour; the text says which key and what it may be."""


@dataclass(slots=True)
class Behaviour:
    """What happens to the next `times` requests whose body contains `match`.

    Attributes:
        status: the answer's status; 200 accepts.
        retry_after: seconds for the header Retry-After.
        times: how many requests it still holds for.
        delay: seconds before the answer.
        drop: close the connection without an answer, `before` or `after` the request was accepted.
        match: text that the body must contain; empty: any request.
        error: a Graph API error object for the answer's body.
    """

    status: int = 200
    retry_after: float | None = None
    times: int = 1
    delay: float = 0.0
    drop: str | None = None
    match: str = ""
    error: dict[str, Any] | None = None

    @classmethod
    def parse(cls, asked: Any) -> Self:
        """Check what came over the wire.

        Raises:
            BehaviourError: a key is unknown or its value is not allowed.
        """
        if not isinstance(asked, Mapping):
            raise BehaviourError(_sentence("the body", "a JSON object"))
        names = [field.name for field in fields(cls)]
        for name in asked:
            if name not in names:
                raise BehaviourError(_sentence(str(name), f"left out; known: {', '.join(names)}"))
        values = {name: value for name, value in asked.items() if value is not None}
        for name, value in values.items():
            _check(name, value)
        if "error" in values:
            values.setdefault("status", 400)
        return cls(**values)

    @property
    def accepts(self) -> bool:
        """Whether the request counts as accepted, even if the answer is lost on its way."""
        return self.drop == "after" or (self.drop is None and 200 <= self.status < 300)  # noqa: PLR2004 - success

    @property
    def is_normal(self) -> bool:
        """Whether it asks for nothing but the usual answer."""
        return self.status == 200 and not self.drop and not self.delay  # noqa: PLR2004 - HTTP's OK


NORMAL = Behaviour()
"""What a double does when it was told nothing."""


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "status": (lambda v: _whole(v) and 200 <= v <= 599, "a status from 200 to 599"),  # noqa: PLR2004 - the sentence says it
    "retry_after": (lambda v: _number(v) and v >= 0, "seconds, 0 or more"),
    "times": (lambda v: _whole(v) and v >= 0, "a whole number, 0 or more"),
    "delay": (lambda v: _number(v) and 0 <= v <= 300, "seconds from 0 to 300"),  # noqa: PLR2004 - the same
    "drop": (lambda v: v in ("before", "after"), 'null, "before" or "after"'),
    "match": (lambda v: isinstance(v, str), "text in quotes"),
    "error": (lambda v: isinstance(v, dict), "a JSON object"),
}


def _check(name: str, value: Any) -> None:
    allowed, words = _RULES[name]
    if not allowed(value):
        raise BehaviourError(_sentence(name, words))


def _sentence(name: str, words: str) -> str:
    return f"{name} must be {words}."


class Behaviours:
    """Those that are in force, the oldest first; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[Behaviour] = []

    def add(self, behaviour: Behaviour) -> None:
        """Put one at the end; the usual answer ends those with the same `match` instead."""
        with self._lock:
            if behaviour.is_normal or not behaviour.times:
                self._queue = [b for b in self._queue if b.match != behaviour.match]
            else:
                self._queue.append(behaviour)

    def clear(self) -> None:
        """Go back to the usual answer for everything."""
        with self._lock:
            self._queue.clear()

    def take(self, body: str) -> Behaviour:
        """Return what holds for this request, and count it."""
        with self._lock:
            for behaviour in self._queue:
                if behaviour.match in body:
                    behaviour.times -= 1
                    if not behaviour.times:
                        self._queue.remove(behaviour)
                    return behaviour
        return NORMAL
