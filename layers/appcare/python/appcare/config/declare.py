"""How a setting is declared: what it means and what values it may take, in one line beside its type."""

import re
from dataclasses import field
from typing import Any

Option = str | int | float | bool
"""What an adapter's own option may be."""

OPTION_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""What an adapter's own option may be called."""

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
"""Names become parts of queue names and URLs: lower case, digits, hyphens, at most 40."""


def setting(
    help_: str,
    *,
    default: Any = ...,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    pattern: str = "",
) -> Any:
    """Declare one setting: what it means, its default and what values it may take."""
    metadata = {"help": help_, "low": low, "high": high, "choices": choices, "pattern": pattern}
    if default is dict:
        return field(default_factory=dict, metadata=metadata)
    if default is ...:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)
