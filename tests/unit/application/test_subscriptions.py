"""Which destination hears of what: types, numbers and topics."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.subscription import Subscription
from tests.unit.application.telling_channel import Routing, update

TYPES = ("message.received", "message.read", "call.ended")
WORDS = ("", "order", "Order 7", "parcel")
PATTERNS = ("*", "order*", "ORDER", "parcel", "?*", "nothing")
NUMBERS = ("*", "support", "sales", "unlisted")


@pytest.mark.parametrize(
    ("wants", "told"),
    [
        ({}, True),
        ({"types": ("message.*",)}, True),
        ({"types": ("message.received", "call.*")}, True),
        ({"types": ("call.*",)}, False),
        ({"types": ()}, False),
        ({"numbers": ("support",)}, True),
        ({"numbers": ("sales", "support")}, True),
        ({"numbers": ("sales",)}, False),
        ({"numbers": ("unlisted",)}, False),
        ({"numbers": ("s*",)}, False),
        ({"topics": ("order*",)}, True),
        ({"topics": ("parcel", "*seven")}, True),
        ({"topics": ("order",)}, False),
        ({"topics": ("parcel",)}, False),
        ({"types": ("message.*",), "numbers": ("support",), "topics": ("parcel",)}, False),
        ({"types": ("call.*",), "numbers": ("support",), "topics": ("order*",)}, False),
    ],
    ids=str,
)
def test_an_event_must_match_in_all_three(wants: dict[str, tuple[str, ...]], told: bool) -> None:  # noqa: FBT001 - a case of the table
    """One pattern of each kind is enough, and each kind must have one; numbers are names, not patterns."""
    subscription = Subscription("crm", **{"types": ("*",), **wants})
    assert subscription.wants("message.received", "support", "Order seven") is told


@pytest.mark.parametrize(("topics", "told"), [(("*",), True), (("?*",), False), (("order*", "*"), True)])
def test_what_has_no_topic(topics: tuple[str, ...], told: bool) -> None:  # noqa: FBT001 - a case of the table
    """Only `*` lets through what no conversation or topic is known of."""
    assert Subscription("crm", ("*",), topics=topics).wants("template.status_changed", "unlisted", "") is told


@given(st.text(), st.text(), st.text())
def test_a_subscription_to_all_wants_all(event_type: str, number: str, topic: str) -> None:
    """Whatever a type, a number or a topic may ever be, line breaks and nothing included."""
    assert Subscription("crm", ("*",)).wants(event_type, number, topic)


def subscriptions() -> st.SearchStrategy[list[Subscription]]:
    """Return some destinations, each with a filter of its own."""

    def some(of: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
        return st.lists(st.sampled_from(of), min_size=1, max_size=3).map(tuple)

    filters = st.tuples(some(("*", "message.*", *TYPES)), some(NUMBERS), some(PATTERNS))
    return st.lists(filters, max_size=4).map(
        lambda found: [Subscription(f"crm{turn}", *one) for turn, one in enumerate(found)]
    )


@given(subscriptions(), st.lists(st.tuples(st.sampled_from(TYPES), st.sampled_from(WORDS)), max_size=8))
def test_each_destination_gets_what_it_wants_in_order(
    wanted: list[Subscription], happened: list[tuple[str, str]]
) -> None:
    """Destinations do not touch each other: each one's queue is the sequence of events, filtered."""
    routing = Routing(subscriptions=wanted)
    records = [
        update(
            f"m{turn}", 1_000 + turn, partition=f"tell#7#{turn}", event_type=type_, topic=topic, inbound=True
        )
        for turn, (type_, topic) in enumerate(happened)
    ]
    routing.route(*records)
    for one in wanted:
        due = [
            f"m{turn}" for turn, (type_, topic) in enumerate(happened) if one.wants(type_, "support", topic)
        ]
        assert routing.names(one.destination) == due


@given(st.sampled_from(TYPES), st.sampled_from(WORDS), *(subscriptions() for _ in range(2)))
def test_more_patterns_never_let_less_through(
    event_type: str, topic: str, some: list[Subscription], more: list[Subscription]
) -> None:
    """What one filter lets through still goes when patterns are added to it."""
    for one, other in zip(some, more, strict=False):
        both = Subscription(
            "crm", one.types + other.types, one.numbers + other.numbers, one.topics + other.topics
        )
        if one.wants(event_type, "support", topic):
            assert both.wants(event_type, "support", topic)


def test_the_topic_is_the_conversation_s() -> None:
    """What follows in a conversation goes where its beginning went, whatever the later messages say."""
    routing = Routing(subscriptions=[Subscription("orders", ("*",), topics=("order",))])
    routing.route(update("m1", 1_000, inbound=True, topic="order"))
    routing.route(update("m2", 2_000, inbound=True, topic="parcel"), update("m3", 3_000, outbound=True))
    routing.route(update("m4", 1_000, partition="tell#7#317", inbound=True, topic="parcel"))
    assert routing.names("orders") == ["m1", "m2", "m3"]
