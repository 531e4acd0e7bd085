"""Message templates as we know them: what was said of each, and the latest word on it.

What is known comes from two sides, Meta's webhooks and reading the list, in any order. Each part of a
template carries the moment it was true at, and the later word counts, so that the outcome is the same
whichever came first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

Value = TypeVar("Value")

APPROVED = "approved"
DELETED = "deleted"

UNUSABLE = {
    "pending": "is still being reviewed by Meta",
    "in_appeal": "was rejected by Meta, and that is being looked at again",
    "rejected": "was rejected by Meta",
    "paused": "is paused by Meta because of customers' reactions",
    "disabled": "is disabled by Meta",
    "limit_exceeded": "was not accepted, because the account has too many templates",
    "archived": "is archived",
    "pending_deletion": "is being deleted",
    DELETED: "is deleted",
}
"""Status -> why such a template cannot be sent. A status that is not here is no reason to refuse one:
words that Meta invents, or `flagged`, which is a warning."""

PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Blanks:
    """What a text leaves to be filled: `count` values in order, or one for each of `names`."""

    count: int = 0
    names: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether there is nothing to fill."""
        return not self.count and not self.names


@dataclass(frozen=True, slots=True)
class Slot:
    """A button, and what fills it.

    Attributes:
        takes: `url`, `quick_reply`, `copy_code` or `flow`; empty: nothing; None: not known.
        required: whether it must be filled.
    """

    takes: str | None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What has to be filled; a part that is None is not known, and not checked.

    Attributes:
        header: `none`, `text` (to be filled), `fixed` (a text that is not), `image`, `video`,
            `document` or `location`.
        body: what the text leaves open.
        buttons: in order.
        beyond: a part that cannot be filled here, such as `carousel`.
    """

    header: str | None = None
    body: Blanks | None = None
    buttons: tuple[Slot, ...] | None = None
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Known(Generic[Value]):
    """A value, and the moment it was true at; 0: nothing was ever said.

    Attributes:
        at: Unix milliseconds.
    """

    value: Value
    at: int = 0

    def with_later(self, other: Known[Value]) -> Known[Value]:
        """Return the later one; of two words at one moment always the same one, the less welcome."""
        return max(self, other, key=lambda known: (known.at, known.value != APPROVED, repr(known.value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTemplate:
    """One template in one language.

    Attributes:
        waba_id: the WhatsApp Business Account that has it.
        language: such as `en_US`.
        status: in lower case, see `UNUSABLE`.
        category: `marketing`, `utility`, `authentication`.
        quality: `green`, `yellow`, `red`, `unknown`.
        shape: what has to be filled.
    """

    waba_id: str
    name: str
    language: str
    status: Known[str] = field(default_factory=lambda: Known(""))
    category: Known[str] = field(default_factory=lambda: Known(""))
    quality: Known[str] = field(default_factory=lambda: Known(""))
    shape: Known[Shape] = field(default_factory=lambda: Known(Shape()))

    @property
    def is_usable(self) -> bool:
        """Whether nothing is known that would keep it from being sent."""
        return self.status.value not in UNUSABLE

    @property
    def learnt_at(self) -> int:
        """When something was last said of it, Unix milliseconds."""
        return max(part.at for part in (self.status, self.category, self.quality, self.shape))

    def with_later(self, other: MessageTemplate) -> MessageTemplate:
        """Return the template with the later word on each part, in whatever order they are told."""
        return replace(
            self,
            status=self.status.with_later(other.status),
            category=self.category.with_later(other.category),
            quality=self.quality.with_later(other.quality),
            shape=self.shape.with_later(other.shape),
        )

    def gone(self, at: int) -> MessageTemplate:
        """Return the template as it is when a list read at this moment does not hold it."""
        return replace(self, status=self.status.with_later(Known(DELETED, at)))


def blanks_of(text: str) -> Blanks:
    """Return what a template's text leaves open: `{{1}}`, `{{2}}` in order, or `{{name}}`."""
    found = tuple(dict.fromkeys(PLACEHOLDER.findall(text)))
    if all(one.isdigit() for one in found):
        return Blanks(count=len(found))
    return Blanks(names=found)


def text_header(text: str) -> str:
    """Return the kind of a header that is a text."""
    return "fixed" if blanks_of(text).is_none else "text"


def language_of(written: str) -> str:
    """Return a language as it is written to send a template; webhooks of Meta's have `en-US`, too."""
    return written.replace("-", "_")
