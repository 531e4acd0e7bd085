"""Ports that can be interrupted: a crash before or after any call, or something else happening meanwhile."""

from collections.abc import Callable
from typing import Any


class Crash(BaseException):
    """The process is gone, at this very point. No `except Exception` may survive it."""


class Interruptions:
    """Counts port calls and lets `at` decide what happens around each."""

    def __init__(self) -> None:
        self.calls = 0
        self.before: Callable[[int, str], None] = lambda _call, _name: None
        self.after: Callable[[int, str], None] = lambda _call, _name: None

    def wrap(self, port: Any, name: str) -> Any:
        """Return the port with every method interruptible."""
        return _Interrupted(port, name, self)


class _Interrupted:
    def __init__(self, port: Any, name: str, interruptions: Interruptions) -> None:
        self._port = port
        self._name = name
        self._interruptions = interruptions

    def __getattr__(self, method: str) -> Any:
        called = getattr(self._port, method)

        def interrupted(*args: Any, **kwargs: Any) -> Any:
            self._interruptions.calls += 1
            number, name = self._interruptions.calls, f"{self._name}.{method}"
            self._interruptions.before(number, name)
            result = called(*args, **kwargs)
            self._interruptions.after(number, name)
            return result

        return interrupted
