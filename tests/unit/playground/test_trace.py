"""The trace joins the functions' log lines on the ids that they share."""

import pytest

from playground.trace import join

LINES = [
    {"message": "webhook stored", "records": ["rec_a", "rec_b"], "received_at": 100, "stored_at": 110},
    {"message": "webhook stored", "records": ["rec_c"], "received_at": 1, "stored_at": 2},
    {"message": "event routed", "record": "rec_b", "event_id": "evt_b", "routed_at": 130, "queued_at": 140},
    {"message": "event routed", "record": "rec_c", "event_id": "evt_c", "routed_at": 3, "queued_at": 4},
    {"message": "event delivered", "event_id": "evt_b", "destination": "inbox", "delivered_at": 170},
]


def test_lines_of_one_event_are_joined() -> None:
    """The receiver's line is found over the record that the router's names."""
    trace = join(LINES, "evt_b")
    assert trace.at == {"received": 100, "stored": 110, "routed": 130, "queued": 140, "delivered": 170}
    assert trace.is_complete


@pytest.mark.parametrize("absent", [0, 2, 4])
def test_missing_line_makes_it_incomplete(absent: int) -> None:
    """A function that kept silent is not passed over."""
    lines = [line for n, line in enumerate(LINES) if n != absent]
    assert not join(lines, "evt_b").is_complete
