"""What messages cost, as the channel says it: kinds of prices, no amounts, by number and day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class Price:
    """A kind of price.

    Attributes:
        category: `marketing`, `utility`, `authentication`, `service` ...; empty: not said.
        type: `regular`, `free_customer_service`, `free_entry_point`; empty: not said.
        billable: whether Meta charges for it; None: not said.
    """

    category: str = ""
    type: str = ""
    billable: bool | None = None

    @property
    def parts(self) -> tuple[str, str, str]:
        """All three as texts, for keys and for putting prices into an order; empty: not said."""
        return self.category, self.type, "" if self.billable is None else str(self.billable).lower()


@dataclass(frozen=True, slots=True)
class Priced:
    """One message of ours, and its price.

    Attributes:
        message_id: ours, or else the channel's; with the participant in a group, each of whom is charged for.
    """

    message_id: str
    price: Price


@dataclass(frozen=True, slots=True)
class Counted:
    """Something to be counted: a message, the number that it went out from, and its day."""

    number_id: str
    day: date
    priced: Priced


@dataclass(frozen=True, slots=True)
class PriceCount:
    """How many messages of a number had a kind of price on a day."""

    day: date
    number_id: str
    price: Price
    messages: int

    @property
    def order(self) -> tuple[date, str, tuple[str, str, str]]:
        """What counts are sorted by: day, number, price."""
        return self.day, self.number_id, self.price.parts


def day_of(milliseconds: int) -> date:
    """Return the day of a moment, in UTC; the days of Meta's bill are those of the account's time zone."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date()
