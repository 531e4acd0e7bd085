"""When a conversation's window is looked at, and when it counts as closing."""

from dataclasses import replace

import pytest

from appcare.domain.conversation import WINDOW_MS, after_closing, after_inbound, after_outbound, opened
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.window_watch import LATE_MS, WINDOW_CLOSING, Sight, closing_of, sight_of, window_closing

HOUR = 3_600_000
AHEAD = 2 * HOUR
AT = 1_799_999_000_000
START = opened("ctc_1", "7", LogKey("wa#7#316", f"{AT}#wamid.1#message"), AT)
OPENING = LogRecord(
    LogKey("wa#7#316", f"{AT}#{START.id}#conversation.opened"), "conversation.opened", b"{}", 9
)


def seen(hours: float, conversation: object = START, silence: int = 72) -> Sight:
    """Return what a look finds so many hours after the first message."""
    now = AT + round(hours * HOUR)
    return sight_of(conversation, now=now, ahead_ms=AHEAD, silence_ms=silence * HOUR)  # type: ignore[arg-type]  # only conversations are given


def test_a_window_that_is_not_about_to_close_is_looked_at_when_it_is() -> None:
    """The next look is the moment from which it counts as closing."""
    assert seen(0) == seen(21.9) == Sight(closes=False, again_at=AT + WINDOW_MS - AHEAD)


def test_it_closes_while_somebody_waits() -> None:
    """From that moment until its end; the next look is in time for whoever writes from now on."""
    for hours in (22, 23.99):
        next_look = AT + round(hours * HOUR) + WINDOW_MS - AHEAD - LATE_MS
        assert seen(hours) == Sight(closes=True, again_at=next_look)


def test_what_is_over_is_not_told() -> None:
    """A window that has closed already is no news that helps anybody."""
    assert not seen(24).closes


def test_nobody_waits() -> None:
    """An answered customer's window closes without a word."""
    assert not seen(23, after_outbound(START, AT + HOUR)).closes


def test_who_writes_again_has_another_window() -> None:
    """The look follows the last message, and the customer has waited since the first one."""
    again = after_inbound(START, AT + 5 * HOUR)
    assert seen(22, again) == Sight(closes=False, again_at=AT + 27 * HOUR)
    assert seen(27, again).closes


def test_when_no_window_can_close_any_more() -> None:
    """After the silence another conversation begins; a day later the last window that could be is over."""
    assert seen(95.9).again_at is not None
    assert seen(96).again_at is None


def test_a_closed_conversation_is_watched_no_more() -> None:
    """Nobody waits in it, and what the customer writes next opens another one."""
    assert seen(23, after_closing(START, AT + HOUR)) == Sight(closes=False, again_at=None)


def test_a_short_silence_ends_no_window() -> None:
    """Whoever waits is told of, though the next message would open another conversation."""
    assert seen(22, silence=1).closes
    assert seen(25, silence=1).again_at is None


def test_one_window_has_one_key() -> None:
    """Whenever it is told, the key is the same; another window has another one."""
    first, second = window_closing(START, OPENING, AT + 1), window_closing(START, OPENING, AT + 2)
    other = window_closing(after_inbound(START, AT + HOUR), OPENING, AT + 1)
    assert first.key == second.key != other.key
    assert (first.kind, first.key.pk, first.expires_at) == (WINDOW_CLOSING, "wa#7#316", 9)


def test_the_fact_is_read_back() -> None:
    """Who, when, until when, since when."""
    closing = closing_of(window_closing(START, OPENING, AT + 5))
    assert (closing.number_id, closing.conversation_id, closing.at) == ("7", START.id, AT + 5)
    assert (closing.ends_at, closing.waiting_since) == (AT + WINDOW_MS, AT)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"at": null}'])
def test_what_we_did_not_write(body: bytes) -> None:
    """It is refused with our error, so that it is parked."""
    with pytest.raises(UndigestibleError):
        closing_of(replace(OPENING, body=body))
