"""Keeps to the number of customers who may be written to who did not write, and learns which it is."""

from collections.abc import Callable, Sequence
from typing import Protocol

from appcare.application.channels import Channels
from appcare.application.learn import Heard, data_of
from appcare.application.ports import Conversations
from appcare.domain.events.accounts import AccountCapabilityChanged
from appcare.domain.events.numbers import NumberQualityChanged
from appcare.domain.log import number_of
from appcare.domain.portfolio import UNLIMITED

ANY_NUMBER = -1
"""How events say that there is no limit."""

TELLING = ("account.capability_changed", "number.quality_changed")
"""Events that may tell a limit."""


class PortfolioLimit(Protocol):
    """How many different customers each account may write to in 24 hours, and who they were."""

    def take(self, account: str, contact_id: str, default: int, now: int) -> int:
        """Count a customer in; return `now`, or from when on there may be room, Unix milliseconds.

        Who was counted in within 24 hours needs no room; asked again at the same moment it is the same.

        Args:
            account: its configured name.
            contact_id: whom to write to.
            default: the limit while none was learnt; 0: there is none.
            now: Unix milliseconds.
        """
        ...

    def learn(self, account: str, limit: int, at: int) -> None:
        """Keep the limit (0: none) that was told at this moment; an older word changes nothing."""
        ...


class WithinPortfolio:
    """`StartLimit`: counts customers who get a template outside the window."""

    def __init__(
        self,
        limit: PortfolioLimit,
        conversations: Conversations,
        account_of: Callable[[str], tuple[str, int]],
    ) -> None:
        """Set up.

        Args:
            limit: what was counted.
            conversations: where conversations stand.
            account_of: number id -> its account's name, and its limit while none was learnt.
        """
        self._limit = limit
        self._conversations = conversations
        self._account_of = account_of

    def free_at(self, contact_id: str, number_id: str, now: int) -> int:
        """Count one in who did not write lately; see `StartLimit`.

        Raises:
            StorageError: it cannot be told now; asking again is safe.
        """
        pair = (contact_id, number_id)
        conversation = self._conversations.read([pair]).get(pair)
        if conversation and now < conversation.window_ends_at:
            return now
        account, default = self._account_of(number_id)
        return self._limit.take(account, contact_id, default, now)


class LearnLimits:
    """`Learner` of how many customers an account may write to."""

    def __init__(
        self, limit: PortfolioLimit, channels: Channels, account_of: Callable[[str], str | None]
    ) -> None:
        """Set up.

        Args:
            limit: where it is kept.
            channels: who understands the records.
            account_of: Meta's id of an account -> its configured name; None: it is not known.
        """
        self._limit = limit
        self._channels = channels
        self._account_of = account_of

    def learn(self, heard: Sequence[Heard]) -> None:
        """Keep the limits that a batch tells of; see `Learner`."""
        for type_ in TELLING:
            for one, data in data_of(heard, type_, self._channels):
                account = self._account_of(number_of(one.record.key.pk))
                if account is None or not isinstance(data, AccountCapabilityChanged | NumberQualityChanged):
                    continue
                if (told := data.daily_customers) is not None and (told > 0 or told == ANY_NUMBER):
                    limit = UNLIMITED if told == ANY_NUMBER else told
                    self._limit.learn(account, limit, one.said.occurred_at)
