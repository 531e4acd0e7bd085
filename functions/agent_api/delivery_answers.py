"""What the API answers about deliveries and destinations. The OpenAPI document is made from these models."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, Field

from appcare.application.delivery_ports import FailedAttempt, FailedDelivery
from appcare.application.request_replay import RequestedReplay
from appcare.application.switch_destinations import LANES_COUNTED, Standing
from appcare.domain.destination import DestinationStatus
from appcare.domain.failed_delivery import FailedState
from functions.agent_api.answers import moment


class AttemptAnswer(BaseModel):
    """One attempt that did not deliver."""

    at: datetime = Field(description="When it began.")
    number: int = Field(description="From 1.")
    reason: str
    took_ms: int = Field(description="How long the call took, in milliseconds.")
    status: int | None = Field(description="The HTTP status of the answer; null: there was none.")
    answer: str = Field(description="The beginning of the answer, without what looks personal or secret.")


class DeliveryAnswer(BaseModel):
    """A delivery that failed at least once."""

    destination: str
    event_id: str = Field(description="The `webhook-id` it has on every attempt.")
    event_type: str
    contact_id: str
    order: str = Field(description="As in `data.order` of the event.")
    state: FailedState = Field(
        description="`retrying`: it waits for its next attempt; `parked`: given up, see `reason`; "
        "`delivered` after all; `superseded`: a later status of the same message went instead."
    )
    reason: str = Field(description="Why it is parked; else empty.")
    failed_at: datetime = Field(description="When it failed first, which is its place in the list.")
    attempts: list[AttemptAnswer] = Field(description="Those that failed, oldest first; the newest 20.")


class DeliveriesAnswer(BaseModel):
    """A page of failed deliveries."""

    deliveries: list[DeliveryAnswer] = Field(description="Newest first, at most `limit`, maybe fewer.")
    next: str | None = Field(description="The `cursor` of the next page; null: this is the last one.")


class ContactReplay(BaseModel):
    """Which of a customer's events to send again."""

    destination: str = Field(description="Where to.")
    since: AwareDatetime | None = Field(default=None, description="Only what happened then or later.")
    until: AwareDatetime | None = Field(default=None, description="Only what happened before.")
    types: list[str] = Field(
        default=[], max_length=100, description="Event types, `message.*` for a group; empty: all it gets."
    )
    parked_only: bool = Field(default=False, description="Only what this destination refused for good.")


class ReplayAnswer(BaseModel):
    """What is sent again, within seconds, behind what is on its way."""

    replay_id: str = Field(description="Stands in the log lines about it.")
    events: int = Field(description="How many events; 0: there are none to send.")


class Switch(BaseModel):
    """Why a destination is disabled."""

    reason: str = Field(default="", max_length=200, description="Shown to whoever looks; no personal data.")


class DestinationAnswer(BaseModel):
    """Where a destination stands."""

    name: str
    state: DestinationStatus = Field(
        description="`open`; `resting`: it asked for a pause, until `until`; `closed`: it refuses "
        "everything and is tried again once a minute; `disabled` until somebody enables it."
    )
    since: datetime | None = Field(description="When it came to this state; null: it never had another.")
    until: datetime | None = Field(description="When it is called again; null: it is open or disabled.")
    reason: str
    lanes_waiting: int = Field(
        description=f"Customers whose events wait for it; counted up to {LANES_COUNTED}."
    )


class DestinationsAnswer(BaseModel):
    """All destinations."""

    destinations: list[DestinationAnswer]


def delivery_answer(delivery: FailedDelivery) -> DeliveryAnswer:
    """Return what is said of a delivery."""
    return DeliveryAnswer(
        destination=delivery.destination,
        event_id=delivery.ref.event_id,
        event_type=delivery.ref.type,
        contact_id=delivery.ref.contact_id,
        order=delivery.ref.key.sk,
        state=FailedState(delivery.status),
        reason=delivery.reason,
        failed_at=moment(delivery.failed_at),
        attempts=[_attempt(one) for one in delivery.attempts],
    )


def destination_answer(standing: Standing) -> DestinationAnswer:
    """Return what is said of a destination."""
    state = standing.state
    rests = state.status in (DestinationStatus.RESTING, DestinationStatus.CLOSED)
    return DestinationAnswer(
        name=standing.name,
        state=state.status,
        since=moment(state.since) if state.since else None,
        until=moment(state.until) if rests else None,
        reason=state.reason,
        lanes_waiting=standing.waiting,
    )


def replay_answer(asked: RequestedReplay) -> ReplayAnswer:
    """Return what is said of a replay."""
    return ReplayAnswer(replay_id=asked.id, events=asked.events)


def _attempt(one: FailedAttempt) -> AttemptAnswer:
    return AttemptAnswer(
        at=moment(one.at),
        number=one.attempt,
        reason=one.reason,
        took_ms=one.took_ms,
        status=one.status,
        answer=one.answer,
    )
