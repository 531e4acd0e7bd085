"""What an agent reads is shown to the customer; typing at once or never."""

from appcare.application.adapter_ports import Attempt
from appcare.application.send_mark import SendMark
from appcare.domain.delivery import Delivered
from appcare.domain.lanes import EventRef
from appcare.domain.marks import Mark, marked
from appcare.domain.outgoing import WANTED
from appcare.memory.clock import MovedClock
from tests.unit.sending.meta_double import MetaDouble

START = 1_795_000_000_000


def shown(*, read: bool, typing: bool, later_ms: int) -> tuple[object, list[tuple[str, bool]]]:
    """Return what comes of a mark that is sent so much later, and what Meta was asked to show."""
    clock = MovedClock(START + later_ms)
    meta = MetaDouble(clock)
    record = marked(Mark(wamid="wamid.1", typing=typing, at=START), "wa#7#316", 86_400, read=read)
    ref = EventRef(record.key, WANTED, "ctc_1")
    return SendMark(meta, clock).carry(ref, record, Attempt(1, clock.now())), meta.marked


def test_what_an_agent_reads_is_shown() -> None:
    """Also much later, and then without typing."""
    assert shown(read=True, typing=False, later_ms=0) == (Delivered(), [("wamid.1", False)])
    assert shown(read=True, typing=True, later_ms=0) == (Delivered(), [("wamid.1", True)])
    assert shown(read=True, typing=True, later_ms=60_000) == (Delivered(), [("wamid.1", False)])


def test_typing_is_shown_at_once_or_never() -> None:
    """Nobody wants to see that somebody typed."""
    assert shown(read=False, typing=True, later_ms=0) == (Delivered(), [("wamid.1", True)])
    assert shown(read=False, typing=True, later_ms=60_000) == (Delivered(called=False), [])
