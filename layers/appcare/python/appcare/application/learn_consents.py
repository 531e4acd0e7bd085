"""Learns what customers agree to, and what they stop, from what happens."""

from collections.abc import Iterator, Sequence

from appcare.application.channels import Channels
from appcare.application.consent_ports import Consents
from appcare.application.learn import Heard, data_of
from appcare.domain.consent import Consent, MarketingChoice
from appcare.domain.consent_facts import KINDS, recorded_in
from appcare.domain.events.customers import PreferenceChanged
from appcare.domain.events.messages import MessageStatusChanged

MARKETING_MESSAGES = "marketing_messages"
"""The category of a preference. Source: Meta, user_preferences webhook reference."""

CHOICES = {"stop": True, "resume": False}
"""What a customer chose -> whether it stops marketing. Source: as above."""

STOPPED_MARKETING = 131050
"""The customer stopped marketing messages of this business. Source: Meta, "Error codes"."""


class LearnConsents:
    """`Learner` of consents, of preferences, and of refusals that tell of a preference."""

    def __init__(self, consents: Consents, channels: Channels) -> None:
        """Set up.

        Args:
            consents: where they are kept.
            channels: who understands the records.
        """
        self._consents = consents
        self._channels = channels

    def learn(self, heard: Sequence[Heard]) -> None:
        """Keep what a batch says; see `Learner`."""
        for one, consent in (*_recorded(heard), *self._preferences(heard), *self._refusals(heard)):
            self._consents.learn(one.contact_id, consent)

    def _preferences(self, heard: Sequence[Heard]) -> Iterator[tuple[Heard, Consent]]:
        for one, data in data_of(heard, "preference.changed", self._channels):
            if isinstance(data, PreferenceChanged) and data.category in (None, MARKETING_MESSAGES):
                stopped = CHOICES.get(data.choice)
                if stopped is not None:
                    yield one, _choice(one, stopped=stopped)

    def _refusals(self, heard: Sequence[Heard]) -> Iterator[tuple[Heard, Consent]]:
        for one, data in data_of(heard, "message.failed", self._channels):
            if isinstance(data, MessageStatusChanged) and STOPPED_MARKETING in _codes(data):
                yield one, _choice(one, stopped=True)


def _recorded(heard: Sequence[Heard]) -> Iterator[tuple[Heard, Consent]]:
    for one in heard:
        if one.record.kind in KINDS:
            yield one, Consent(statement=recorded_in(one.record).statement)


def _choice(one: Heard, *, stopped: bool) -> Consent:
    """Return a choice; one that has no time was made when it came."""
    at = one.said.occurred_at or one.record.arrived_at or 0
    return Consent(marketing=MarketingChoice(stopped=stopped, at=at))


def _codes(data: MessageStatusChanged) -> set[int | None]:
    failure = data.status.failure
    return {error.code for error in data.status.errors} | ({failure.code} if failure else set())
