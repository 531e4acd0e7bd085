"""Remembers which members of an update were understood, so that nothing Meta says is dropped unseen.

The readers in `payload` mark what they could use. Whatever says something and was never marked (a
member that we do not know, a known one of another type than documented) makes the update go out as it
came, beside our words for it.
"""

import json
from typing import Any


class Heard(dict[str, Any]):
    """A JSON object, and the names of its members that were understood."""

    __slots__ = ("heard",)

    def __init__(self, *content: Any, **members: Any) -> None:
        super().__init__(*content, **members)
        self.heard: set[str] = set()


def heard_from(body: bytes) -> Any:
    """Read JSON whose objects remember what was understood of them.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it nests too deep.
    """
    return json.loads(body, object_hook=Heard)


def mark(node: Any, name: str) -> None:
    """Remember that all of a member was understood."""
    if isinstance(node, Heard):
        node.heard.add(name)


def says_more(node: Any) -> bool:
    """Whether anything in it was said and not understood."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Heard):
            waiting += [part for name, part in one.items() if name not in one.heard]
        elif isinstance(one, list):
            waiting += one
        elif one not in (None, ""):
            return True
    return False
