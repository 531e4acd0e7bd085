"""Who is in: a pure function of the step and the customer, the same in every process and for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appcare.domain.rollout.plan import BASIS_POINTS, spelled

if TYPE_CHECKING:
    from appcare.domain.rollout.plan import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A customer whose message opens a conversation.

    Attributes:
        contact_id: ours, for ever the same.
        number_id: the business number; it salts the choice, so that two numbers choose apart.
        country: two letters; empty: not known, and then in no country that a step names.
        phone: digits without plus; empty: not known.
        bsuid: business-scoped user id; empty: not known.
        topic: what the conversation began with; empty: nothing known.
        is_known: whether the customer had a conversation with the company before.
        was_in: whether the customer was in before.
        names: by which the customer is known besides: contact ids, `+` numbers, user ids.
    """

    contact_id: str
    number_id: str
    country: str = ""
    phone: str = ""
    bsuid: str = ""
    topic: str = ""
    is_known: bool = False
    was_in: bool = False
    names: frozenset[str] = frozenset()


def is_in(step: Step, who: Candidate) -> bool:
    """Whether a step lets a customer in.

    The lists come first, the one of those who are not in before the other; who was in stays in; the share is
    one of those whom the segments let in.
    """
    names = {who.contact_id, who.bsuid, spelled(f"+{who.phone}") if who.phone else "", *who.names}
    if not step.denied.isdisjoint(names):
        return False
    if who.was_in or not step.allowed.isdisjoint(names):
        return True
    return _is_wanted(step, who) and place_of(who.number_id, who.contact_id) < step.share_bp


def place_of(number_id: str, contact_id: str) -> float:
    """Return where a customer stands among all, 0 up to 10,000: in are those below the share.

    So a growing share only adds. 64 bits of SHA-256 choose, evenly; the number's id makes two numbers choose
    independently.
    """
    chosen = hashlib.sha256(f"rollout|{number_id}|{contact_id}".encode()).digest()[:8]
    return int.from_bytes(chosen) * BASIS_POINTS / 2**64


def _is_wanted(step: Step, who: Candidate) -> bool:
    """Whether the segments of a step let a customer in; what a step does not say lets everybody in."""
    if step.countries and not any(_is_from(who, one) for one in step.countries):
        return False
    if step.topics and who.topic not in step.topics:
        return False
    return who.is_known or not step.known_only


def _is_from(who: Candidate, country: str) -> bool:
    if country.startswith("+"):
        return bool(who.phone) and who.phone.startswith(country[1:])
    return who.country == country
