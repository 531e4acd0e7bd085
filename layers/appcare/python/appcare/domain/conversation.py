"""A conversation: one contact on one number, open from the first message until closed or silent."""

from dataclasses import dataclass, replace
from enum import StrEnum

from appcare.domain.log import LogKey, digest

WINDOW_MS = 24 * 3600 * 1000
"""Customer service window: free text is allowed this long after the customer's last message or call.

Source: Meta, "Service messages", customer service windows. That a conversation began with an ad does not
lengthen it (docs/adr/0013-free-is-not-open.md).
"""

AHEAD_MS = 5 * 60_000
"""As far as Meta's clock may be ahead of ours. A moment beyond it is no moment to reckon with."""

UNANSWERED_KEPT = 50
"""Of more unanswered messages than this only the earliest are remembered one by one."""


class Gate(StrEnum):
    """Whether a number's rollout lets a conversation through to the company."""

    OPEN = ""
    WAITING = "waiting"
    """It has a place in the waiting room; what happens in it is held."""
    DIVERTED = "diverted"
    """The customer was told another way to reach the company; the history is kept."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a conversation stands; times are Unix milliseconds.

    It is a function of the set of messages that it had, not of their order: one that comes late or
    twice changes nothing that it would not have changed in time, and once.

    Attributes:
        id: derived from the contact, the number and the message that opened it.
        opened_by: the log key of that message.
        unanswered: when the customer wrote after the last answer, each moment once, the first first.
        topic: the name of a configured topic, else the id of the ad or list choice that it began with;
            empty: nothing known.
        first_contact: whether this contact never had a conversation with the company before.
        free_until: until when messages to the customer cost nothing, as Meta said; None: it did not.
        closed_at: when it was closed last; None: never. What the customer wrote since reopens it.
        assigned_at: when it was assigned last; None: never.
        assigned_agent: whom to, by the callers' own id; empty: to nobody in particular.
        assigned_team: which team; empty: none.
        gate: whether the rollout lets it through.
        place: where it stands in the waiting room, while it waits.
        admitted_at: when the rollout first let this contact in on this number; None: it never did. Who was
            in stays in, so a later conversation takes it along.
        told_at: when the customer was last told another way to reach the company; taken along, too.
    """

    id: str
    contact_id: str
    number_id: str
    opened_at: int
    opened_by: LogKey
    last_inbound_at: int
    window_ends_at: int
    unanswered: tuple[int, ...] = ()
    last_outbound_at: int | None = None
    topic: str = ""
    first_contact: bool = False
    free_until: int | None = None
    closed_at: int | None = None
    assigned_at: int | None = None
    assigned_agent: str = ""
    assigned_team: str = ""
    gate: Gate = Gate.OPEN
    place: str = ""
    admitted_at: int | None = None
    told_at: int | None = None

    @property
    def awaiting_reply_since(self) -> int | None:
        """When the customer first wrote after the last answer; None: answered, or closed."""
        if self.unanswered:
            return self.unanswered[0]
        seen = self.dealt_with_at
        return None if seen is not None and seen >= self.last_inbound_at else self.last_inbound_at

    @property
    def dealt_with_at(self) -> int | None:
        """When the company last answered or closed it; None: never."""
        return max((at for at in (self.last_outbound_at, self.closed_at) if at is not None), default=None)

    @property
    def is_closed(self) -> bool:
        """Whether it was closed, and the customer has not written since."""
        return self.closed_at is not None and self.closed_at >= self.last_inbound_at


def conversation_id(contact_id: str, number_id: str, opened_by: LogKey) -> str:
    """Return the id of the conversation that a message opens."""
    return "cnv_" + digest(contact_id, number_id, opened_by.pk, opened_by.sk)


def opened(contact_id: str, number_id: str, key: LogKey, at: int) -> Conversation:
    """Return the conversation that a customer's message at `at` opens."""
    return Conversation(
        id=conversation_id(contact_id, number_id, key),
        contact_id=contact_id,
        number_id=number_id,
        opened_at=at,
        opened_by=key,
        last_inbound_at=at,
        window_ends_at=at + WINDOW_MS,
        unanswered=(at,),
    )


def after_inbound(conversation: Conversation, at: int) -> Conversation:
    """Return the conversation after a customer's message; one from before it opened changes nothing."""
    if at < conversation.opened_at:
        return conversation
    last = max(at, conversation.last_inbound_at)
    return replace(
        conversation,
        last_inbound_at=last,
        window_ends_at=last + WINDOW_MS,
        unanswered=_unanswered({*conversation.unanswered, at}, conversation.dealt_with_at),
    )


def after_outbound(conversation: Conversation, at: int) -> Conversation:
    """Return the conversation after an answer; one from before it opened changes nothing."""
    if at < conversation.opened_at:
        return conversation
    answered = replace(conversation, last_outbound_at=max(at, conversation.last_outbound_at or at))
    return _without_answered(answered)


def after_closing(conversation: Conversation, at: int) -> Conversation:
    """Return the conversation after it was closed: what the customer wrote until then waits no more."""
    return _without_answered(replace(conversation, closed_at=max(at, conversation.closed_at or at)))


def after_assignment(conversation: Conversation, at: int, agent: str, team: str) -> Conversation:
    """Return the conversation after it was assigned; the latest assignment counts, both empty: to nobody."""
    before = (conversation.assigned_at or 0, conversation.assigned_agent, conversation.assigned_team)
    if (at, agent, team) <= before:
        return conversation
    return replace(conversation, assigned_at=at, assigned_agent=agent, assigned_team=team)


def follows_closing(conversation: Conversation, at: int, arrived_at: int | None) -> bool:
    """Whether a message opens a new conversation because this one was closed before anybody could read it.

    Args:
        conversation: the latest one.
        at: when the customer wrote, Unix milliseconds.
        arrived_at: when the message came into the log; None: not known.
    """
    closed_at = conversation.closed_at if conversation.is_closed else None
    return closed_at is not None and max(at, arrived_at or at) > closed_at


def after_admission(conversation: Conversation, at: int) -> Conversation:
    """Return a conversation that waited, or was diverted, after it was let in at `at`."""
    first = conversation.admitted_at if conversation.admitted_at is not None else at
    return replace(conversation, gate=Gate.OPEN, place="", admitted_at=first)


def after_diversion(conversation: Conversation, told_at: int | None) -> Conversation:
    """Return a conversation that is not let in; `told_at`: when its customer was told another way."""
    return replace(conversation, gate=Gate.DIVERTED, place="", told_at=told_at)


def after_free_entry(conversation: Conversation, until: int) -> Conversation:
    """Return the conversation after Meta said that messages cost nothing `until` a moment."""
    return replace(conversation, free_until=max(until, conversation.free_until or 0))


def reckoned(at: int, arrived_at: int | None) -> int:
    """Return the moment of a message that counts for its conversation.

    A conversation that opened at no time would be silent at once, and one whose last message is in the
    future never would be. So a message without a time, or with one that has not come, is of its arrival.

    Args:
        at: the channel's timestamp, Unix milliseconds; 0: it has none.
        arrived_at: when the message came into the log; None: not known, and `at` is all there is.
    """
    if arrived_at is None or 0 < at <= arrived_at + AHEAD_MS:
        return at
    return arrived_at


def is_silent(conversation: Conversation, at: int, silence_ms: int) -> bool:
    """Whether a message at `at` comes so late that it opens a new conversation."""
    last = max(conversation.last_inbound_at, conversation.last_outbound_at or 0)
    return at - last > silence_ms


def _without_answered(conversation: Conversation) -> Conversation:
    waiting = _unanswered(set(conversation.unanswered), conversation.dealt_with_at)
    return replace(conversation, unanswered=waiting)


def _unanswered(moments: set[int], answered_at: int | None) -> tuple[int, ...]:
    waiting = (moment for moment in moments if answered_at is None or moment > answered_at)
    return tuple(sorted(waiting)[:UNANSWERED_KEPT])
