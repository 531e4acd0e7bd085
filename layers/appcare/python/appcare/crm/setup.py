"""What an adapter is made from."""

from collections.abc import Callable
from dataclasses import dataclass, field

from appcare.application.adapter_ports import CrmAdapter, Files
from appcare.application.bus_ports import BusEntry, EventBus, NotTaken
from appcare.config.settings import Destination
from appcare.crm.http import HttpClient


@dataclass(frozen=True, slots=True)
class DestinationSecrets:
    """The secrets of one destination, as they are now.

    Attributes:
        signing: what signatures are made and checked with, the current one first; during a rotation
            the previous one is there, too.
        token: what the CRM's own API knows us by; empty: none is stored.
    """

    signing: tuple[str, ...] = ()
    token: str = ""


class NoEventBus:
    """`EventBus` where there is none."""

    def put(self, entry: BusEntry) -> NotTaken:
        """Take nothing."""
        del entry
        return NotTaken("no event bus here")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterSetup:
    """What an adapter is made from.

    Attributes:
        destination: its stanza in `appcare.toml`; `options` hold what only this kind of CRM knows, to be
            read with `appcare.crm.options.Options`.
        secrets: returns the secrets in force, empty ones where none are stored; asked for each call,
            since they rotate. Raises `StorageError` where they cannot be read now.
        http: the only way out: bounded in time and size, public addresses only.
        files: the files of messages.
        event_bus: puts events on buses of AWS.
    """

    destination: Destination
    secrets: Callable[[], DestinationSecrets]
    http: HttpClient
    files: Files
    event_bus: EventBus = field(default_factory=NoEventBus)


AdapterFactory = Callable[[AdapterSetup], CrmAdapter]
"""What an adapter's package offers under the entry point group `appcare.adapters`."""
