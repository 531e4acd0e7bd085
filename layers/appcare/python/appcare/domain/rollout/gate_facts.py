"""What the rollout decided about one customer, as facts in that customer's own partition.

Their keys are made of what caused them, so whoever decides a second time writes the same again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from appcare.domain.conversation import Gate, after_admission, after_diversion
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord

if TYPE_CHECKING:
    from appcare.domain.conversation import Conversation

ROLLOUT_WAITING = "rollout.waiting"
ROLLOUT_DIVERTED = "rollout.diverted"
ROLLOUT_ADMITTED = "rollout.admitted"
KINDS = (ROLLOUT_WAITING, ROLLOUT_DIVERTED, ROLLOUT_ADMITTED)
"""Kinds of the facts."""

TELLING = (ROLLOUT_WAITING, ROLLOUT_DIVERTED)
"""Those that say something to the customer, where a text for it is configured."""


class Why(StrEnum):
    """Why somebody waits, is let in, or is not."""

    PACE = "pace"
    """The pace: it is full, or there is room again."""
    NO_PLAN = "no_plan"
    """Nobody knows a plan."""
    OPENED = "opened"
    """The number is open to everybody now."""
    PULLED = "pulled"
    """An agent wanted them at once."""
    NOT_IN = "not_in"
    """The step does not let them in, or not within the longest that anybody may wait."""
    REFUSED = "refused"
    """They waited, and the step denies them, or does not let in who came when nobody knew a plan."""
    WAITED_TOO_LONG = "waited_too_long"
    """They did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFact:
    """One such decision.

    Attributes:
        conversation_id: ours.
        number_id: the business number.
        at: the moment it is kept under, that of what caused it and the same at every try, Unix milliseconds.
        why: why.
        step: name of the step that was the current one; empty: there was none.
        text: what the customer is told; empty: nothing.
        expected_at: for who waits: when they will be let in, Unix milliseconds; None: nobody knows.
        agent: who pulled them forward, by the caller's own id; empty: nobody did.
    """

    conversation_id: str
    number_id: str
    at: int
    why: Why
    step: str = ""
    text: str = ""
    expected_at: int | None = None
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Admission:
    """A conversation is let in."""

    conversation_id: str
    at: int

    def applied_to(self, conversation: Conversation) -> Conversation:
        """Return the conversation with it; one whose customer was told another way is not let in so late."""
        return after_admission(conversation, self.at) if conversation.gate is Gate.WAITING else conversation


@dataclass(frozen=True, slots=True)
class Diversion:
    """A conversation that waited is not let in after all."""

    conversation_id: str
    at: int

    def applied_to(self, conversation: Conversation) -> Conversation:
        """Return the conversation with it; one that was let in meanwhile stays in."""
        if conversation.gate is Gate.WAITING:
            return after_diversion(conversation, self.at)
        return conversation


def gate_fact(kind: str, fact: GateFact, opened_by: LogKey, expires_at: int | None) -> LogRecord:
    """Return what was decided about a conversation as it began, or about its place, as it is kept.

    Args:
        kind: one of `KINDS`.
        fact: what was decided.
        opened_by: the log key of the message that opened the conversation.
        expires_at: until when the log keeps that message, Unix seconds; None: for ever.
    """
    return _kept(_key(opened_by, fact.conversation_id, fact.why, kind), kind, fact, expires_at)


def later_diversion(fact: GateFact, partition: str, expires_at: int | None) -> LogRecord:
    """Return the fact that a customer was told another way later: again, or having waited too long.

    One conversation has one of them for each moment, that of `fact.at`.
    """
    key = LogKey(partition, f"{fact.at:013d}#{fact.conversation_id}#{fact.why}#{ROLLOUT_DIVERTED}")
    return _kept(key, ROLLOUT_DIVERTED, fact, expires_at)


def kept_out_by(opened_by: LogKey, conversation_id: str) -> tuple[LogKey, ...]:
    """Return where it would stand that a conversation was not let in as it began."""
    waiting = [_key(opened_by, conversation_id, why, ROLLOUT_WAITING) for why in (Why.PACE, Why.NO_PLAN)]
    return _key(opened_by, conversation_id, Why.NOT_IN, ROLLOUT_DIVERTED), *waiting


def let_in_by(opened_by: LogKey, conversation_id: str) -> tuple[LogKey, ...]:
    """Return where it would stand that a conversation that waited was let in."""
    reasons = (Why.PACE, Why.OPENED, Why.PULLED)
    return tuple(_key(opened_by, conversation_id, why, ROLLOUT_ADMITTED) for why in reasons)


def _key(opened_by: LogKey, conversation_id: str, why: Why, kind: str) -> LogKey:
    moment = opened_by.sk.partition("#")[0]
    return LogKey(opened_by.pk, f"{moment}#{conversation_id}#{why}#{kind}")


def _kept(key: LogKey, kind: str, fact: GateFact, expires_at: int | None) -> LogRecord:
    content = {name: value for name, value in asdict(fact).items() if value not in ("", None)}
    body = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return LogRecord(key, kind, body, expires_at)


def gate_fact_of(record: LogRecord) -> GateFact:
    """Read one back.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    try:
        said = json.loads(record.body)
        return GateFact(**{**said, "why": Why(said["why"])})
    except (ValueError, TypeError, KeyError) as error:
        message = "a decision about who is let in cannot be read"
        raise UndigestibleError(message) from error
