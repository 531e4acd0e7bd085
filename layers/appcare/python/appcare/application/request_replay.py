"""Asks for events to be sent again: appends the wish to the log, where the router finds it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from appcare.application.delivery_list import DeliveryList
from appcare.application.find_contact import FindContact
from appcare.application.find_replayable import FindReplayable, ReplayQuery
from appcare.application.history_ports import KnownContact
from appcare.application.ports import Clock, EventLog, Telemetry
from appcare.domain.errors import AppCareError
from appcare.domain.failed_delivery import FailedState
from appcare.domain.lanes import EventRef
from appcare.domain.replay import Replay, replay_requested

MOST_EVENTS = 5_000
"""For one request: it is answered within seconds."""


class ReplayRefusedError(AppCareError):
    """A replay that cannot be had as it was asked for."""

    code = "replay_refused"


class NothingToReplayError(ReplayRefusedError):
    """There is no such delivery, or its event is no longer kept."""


class StillRetryingError(ReplayRefusedError):
    """The delivery waits for its next attempt already."""


class TooManyEventsError(ReplayRefusedError):
    """More events than one request sends again."""


@dataclass(frozen=True, slots=True)
class RequestedReplay:
    """What was asked for: the replay's id, and how many events it sends; none: nothing was asked."""

    id: str
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPorts:
    """What asking needs from outside; `new_id` returns an id that nobody has."""

    log: EventLog
    deliveries: DeliveryList
    contacts: FindContact
    clock: Clock
    telemetry: Telemetry
    new_id: Callable[[], str]


class RequestReplay:
    """Asks for replays; every event goes out under its own id, behind what is on its way."""

    def __init__(self, ports: ReplayPorts, replayable: FindReplayable, retention_days: int) -> None:
        """Args: retention_days: how long the log keeps what happened."""
        self._ports = ports
        self._replayable = replayable
        self._retention_s = retention_days * 86_400

    def delivery(self, destination: str, event_id: str) -> RequestedReplay:
        """Send one event again that failed there, whatever became of it since.

        Raises:
            NothingToReplayError: see there.
            StillRetryingError: see there.
            StorageError: it is not known whether it was asked for; asking again does no harm.
        """
        found = self._ports.deliveries.find(destination, [event_id]).get(event_id)
        if found is None:
            message = "This event never failed at this destination."
            raise NothingToReplayError(message)
        if found.status == FailedState.RETRYING:
            message = "This delivery waits for its next attempt already."
            raise StillRetryingError(message)
        if not self._ports.log.read([found.ref.key]):
            message = "The event is no longer kept."
            raise NothingToReplayError(message)
        return self._request(destination, [self._of_today(found.ref)])

    def contact(self, contact: KnownContact, query: ReplayQuery) -> RequestedReplay:
        """Send a customer's events again, in their order.

        Raises:
            TooManyEventsError: see there.
            StorageError: part of it may have been asked for; asking again does no harm.
        """
        refs = list(islice(self._replayable.of(contact, query), MOST_EVENTS + 1))
        if len(refs) > MOST_EVENTS:
            message = f"These are more than {MOST_EVENTS} events: narrow them with since, until or types."
            raise TooManyEventsError(message)
        return self._request(query.to.destination, refs)

    def _request(self, destination: str, refs: Sequence[EventRef]) -> RequestedReplay:
        asked = RequestedReplay(self._ports.new_id(), len(refs))
        if not refs:
            return asked
        now = self._ports.clock.now()
        replay = Replay(asked.id, destination, refs)
        # One after another: the stream tells a partition's records in the order of their puts.
        for record in replay_requested(replay, now, now // 1000 + self._retention_s):
            self._ports.log.append([record])
        self._ports.telemetry.count("replay.requested", len(refs), destination=destination)
        self._ports.telemetry.line(
            "replay requested", replay_id=asked.id, destination=destination, events=len(refs)
        )
        return asked

    def _of_today(self, ref: EventRef) -> EventRef:
        """Return an event in the lane of whom its contact has turned out to be."""
        contact = self._ports.contacts.by_id(ref.contact_id)
        return replace(ref, contact_id=contact.id) if contact else ref
