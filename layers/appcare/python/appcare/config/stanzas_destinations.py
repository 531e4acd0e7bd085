"""The stanza about where events go."""

from collections.abc import Mapping
from dataclasses import dataclass

from appcare.config.declare import Option, setting

ADAPTERS = ("webhook", "log", "eventbridge", "request_tracker", "django_helpdesk")
"""Adapters that AppCare brings; installed packages may bring more."""

WITHOUT_URL = ("log", "eventbridge")
"""Adapters of ours that call no URL, and so need no secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A CRM connection: where events go, in which shape and how fast."""

    name: str
    adapter: str = setting("The kind of CRM.")
    url: str = setting(
        "Where the CRM is called; https to a public host, without user name or fragment, for the adapters "
        "that call one.",
        default="",
    )
    rate_per_second: float = setting(
        "Most calls a second, over all customers.", default=10.0, low=0.01, high=10_000
    )
    timeout_seconds: float = setting(
        "How long one call may take, from looking its host up to the last byte of the answer, before it "
        "counts as unanswered.",
        default=10.0,
        low=1,
        high=60,
    )
    p99_seconds: float = setting(
        "How long a slow call of this CRM takes; sizes the number of parallel workers.",
        default=1.0,
        low=0.01,
        high=60,
    )
    types: tuple[str, ...] = setting(
        "Event types it receives; `*` for all, `message.*` for a group.", default=("*",)
    )
    numbers: tuple[str, ...] = setting(
        "Numbers whose events it receives, by their names here; `unlisted` for those that have none and for "
        "what concerns no number, `*` for all.",
        default=("*",),
    )
    topics: tuple[str, ...] = setting(
        "Topics of the conversations whose events it receives, as patterns: `order*`, in upper or lower "
        "case: the name of a stanza of `topics`; where none is told, the id (or URL) of the ad or the id of "
        "the choice it began with. `*` for all, also for what has no topic.",
        default=("*",),
    )
    raw: bool = setting("Whether `data.raw` carries Meta's update as it came.", default=False)
    private_hosts: tuple[str, ...] = setting(
        "Hosts that may be called although not https or not public; every other host that leads to an "
        "inside address is refused, at synth and at every call.",
        default=(),
    )
    options: Mapping[str, Option] = setting(
        "What only this kind of CRM knows, a table of its own: the adapter's page says what.", default=dict
    )
