"""The typed form of `appcare.toml`, the one file a user edits.

Every setting is a dataclass field; its `help` and bounds stand beside it, so that the reader, the
error messages and `docs/settings.md` are made from the same line. The stanzas stand in files by subject.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from appcare.config.stanzas import (
    API_AUTHS,
    Alarms,
    Api,
    Conversations,
    Media,
    Retention,
    Service,
    Whatsapp,
)
from appcare.config.stanzas_destinations import ADAPTERS, WITHOUT_URL, Destination
from appcare.config.stanzas_numbers import CHANNELS, SOURCES, Account, Number
from appcare.config.stanzas_rollout import Rollout, Texts, Topic

__all__ = [
    "ADAPTERS",
    "API_AUTHS",
    "CHANNELS",
    "SOURCES",
    "WITHOUT_URL",
    "Account",
    "Alarms",
    "Api",
    "Conversations",
    "Destination",
    "Media",
    "Number",
    "Retention",
    "Rollout",
    "Service",
    "Settings",
    "Texts",
    "Topic",
    "Whatsapp",
]

UNLISTED = "unlisted"
"""The name of every number that is not configured."""

MEDIA = "media"
"""The lane that files are fetched in."""

RESERVED = (MEDIA, "api")
"""Names that no destination may have: lanes of our own have the first, agents that use the API the second."""

SENDER, LATER = "whatsapp", "whatsapp.later"
"""What our own lanes to customers begin with, and the lane of what is looked at later."""

LOOKS_PER_SECOND = 100.0
COEXISTENCE_PER_SECOND = 20.0
"""What Meta takes from a number that is used in its app, too. Source: Meta, "Throughput"."""

SENT_PER_SECOND = 80.0
"""What Meta takes from a number at first. Source: the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything `appcare.toml` says, checked."""

    service: Service = field(default_factory=Service)
    retention: Retention = field(default_factory=Retention)
    conversations: Conversations = field(default_factory=Conversations)
    alarms: Alarms = field(default_factory=Alarms)
    api: Api = field(default_factory=Api)
    whatsapp: Whatsapp = field(default_factory=Whatsapp)
    media: Media = field(default_factory=Media)
    accounts: tuple[Account, ...] = ()
    numbers: tuple[Number, ...] = ()
    destinations: tuple[Destination, ...] = ()
    rollout: Rollout = field(default_factory=Rollout)
    topics: tuple[Topic, ...] = ()
    texts: tuple[Texts, ...] = ()

    def number_name(self, phone_number_id: str) -> str:
        """Return the configured name of a number, `unlisted` for one that is not configured."""
        for number in self.numbers:
            if number.phone_number_id == phone_number_id:
                return number.name
        return UNLISTED

    def account_of(self, phone_number_id: str) -> Account:
        """Return the account of a number; the first one where nothing else is said."""
        said = {number.phone_number_id: number.account for number in self.numbers}.get(phone_number_id, "")
        return next((one for one in self.accounts if one.name == said), self.accounts[0])

    def senders(self) -> Mapping[str, float]:
        """Return the lane of each number, `unlisted` among them -> most messages a second, ever."""
        rates = {
            one.name: min(one.rate_per_second, COEXISTENCE_PER_SECOND if one.coexistence else math.inf)
            for one in self.numbers
        }
        return {f"{SENDER}.{name}": rate for name, rate in {**rates, UNLISTED: SENT_PER_SECOND}.items()}

    def lanes(self) -> tuple[str, ...]:
        """Return everything that is called: destinations, `media`, and each number."""
        return (*(one.name for one in self.destinations), MEDIA, *self.senders())

    def account_with(self, waba_id: str) -> str | None:
        """Return the name of the account that Meta calls so; None: it is not known which one that is."""
        for account in self.accounts:
            if waba_id and account.waba_id == waba_id:
                return account.name
        only = self.accounts[0] if len(self.accounts) == 1 else None
        return only.name if only and not only.waba_id else None

    def number_with(self, waba_id: str) -> str | None:
        """Return the id of the only number of the account that Meta calls so; None: there is no such one."""
        account = self.account_with(waba_id)
        found = [one.phone_number_id for one in self.numbers]
        found = [id_ for id_ in found if self.account_of(id_).name == account]
        return found[0] if len(found) == 1 else None

    @property
    def template_accounts(self) -> tuple[Account, ...]:
        """The accounts whose message templates can be read."""
        return tuple(one for one in self.accounts if one.source == "meta" and one.waba_id)

    def destination(self, name: str) -> Destination:
        """Return one destination by name.

        Raises:
            KeyError: no destination of that name is configured.
        """
        for destination in self.destinations:
            if destination.name == name:
                return destination
        raise KeyError(name)
