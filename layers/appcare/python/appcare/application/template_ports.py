"""What knowing message templates needs from outside; the contracts are kept as in `ports.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from appcare.domain.delivery import Rejected, RetryLater
    from appcare.domain.message_templates import MessageTemplate


class Templates(Protocol):
    """The templates of each WhatsApp Business Account, by name and language. Reads are strongly consistent.

    Whatever is learnt in whatever order, by several at once, what is known in the end is the later
    word on each part; see `MessageTemplate.with_later`.
    """

    def read(self, waba_id: str, name: str) -> Sequence[MessageTemplate]:
        """Return what is known of a template in each of its languages, in their order."""
        ...

    def all(self, waba_id: str) -> Sequence[MessageTemplate]:
        """Return what is known of every template of an account, by name and language."""
        ...

    def usable(self, waba_id: str, most: int) -> Sequence[str]:
        """Return the names of at most so many templates that are approved in a language, in order."""
        ...

    def read_at(self, waba_id: str) -> int:
        """Return when the account's list was last read in full, Unix milliseconds; 0: never."""
        ...

    def learn(self, learnt: MessageTemplate) -> None:
        """Take what is said of a template; what is older than what is known changes nothing."""
        ...

    def replace_all(self, waba_id: str, read: Sequence[MessageTemplate], at: int) -> None:
        """Take an account's list, read in full at this moment; what it does not hold is deleted.

        A template of which something was learnt that happened later than the list was read stays.
        """
        ...


class TemplateSource(Protocol):
    """Where an account's list of templates comes from."""

    def templates(
        self, account: str, waba_id: str, at: int
    ) -> Sequence[MessageTemplate] | RetryLater | Rejected:
        """Return all of them, as they are now; nothing but all of them, or why not. Never raises for that.

        Args:
            account: the account's configured name: its access token is used.
            waba_id: whose templates.
            at: now, Unix milliseconds: the moment that everything read is known to be true at.

        Raises:
            StorageError: the access token cannot be read now.
        """
        ...
