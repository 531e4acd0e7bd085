"""Until when messages cost nothing: learnt from statuses, kept over conversations."""

from tests.unit.application.telling_channel import Routing, update

DAY_MS = 24 * 3_600_000


def test_a_status_says_until_when_messages_are_free() -> None:
    """It is kept beside the window, which stays as long as the customer's message made it."""
    routing = Routing()
    routing.route(update("asks", 1_000, inbound=True))
    routing.route(update("sent", 2_000, free_until=7 * DAY_MS), update("again", 3_000, free_until=DAY_MS))
    found = routing.conversation()
    assert (found.free_until, found.window_ends_at) == (7 * DAY_MS, 1_000 + DAY_MS)
    assert found.awaiting_reply_since == 1_000


def test_the_next_conversation_inherits_it() -> None:
    """It is the customer's and the number's, whatever conversation of ours is open."""
    routing = Routing()
    routing.route(update("asks", 1_000, inbound=True), update("sent", 2_000, free_until=7 * DAY_MS))
    routing.route(update("returns", 4 * DAY_MS, inbound=True))
    found = routing.conversation()
    assert (found.opened_at, found.free_until) == (4 * DAY_MS, 7 * DAY_MS)


def test_without_a_conversation_there_is_nowhere_to_keep_it() -> None:
    """A status opens no conversation."""
    routing = Routing()
    routing.route(update("sent", 2_000, free_until=DAY_MS))
    assert routing.conversations.conversations == {}
