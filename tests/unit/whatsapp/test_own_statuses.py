"""Statuses of messages that AppCare sent: whose progress they are, and why a message failed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.events.failures import FailureClass
from appcare.domain.log import LogKey
from appcare.domain.outgoing import message_id
from appcare.domain.progress import Progress, Stage
from appcare.memory.state import MemoryProgresses
from appcare.whatsapp.said import Said
from appcare.whatsapp.statuses import STAGES, status

OURS = message_id(LogKey("wa#7#316", "1#evt_1#agent.replied"), 0)


def told(word: str, wamid: str = "wamid.1", opaque: object = OURS, **more: Any) -> Said:
    """Return what a status says."""
    said = {
        "id": wamid,
        "status": word,
        "timestamp": "1767225600",
        "biz_opaque_callback_data": opaque,
        **more,
    }
    return status(said, "messages")


def test_a_status_finds_its_message_before_the_call_is_answered() -> None:
    """Whoever knows only our id sees how far the message is, and later statuses go on from there."""
    progresses = MemoryProgresses()
    before, after = told("sent").progress, told("delivered").progress
    assert before is not None
    assert after is not None
    assert progresses.advance(before, LogKey("p", "1"))
    assert progresses.reached([OURS]) == {OURS: Stage.SENT}
    assert progresses.advance(after, LogKey("p", "2"))
    assert not progresses.advance(before, LogKey("p", "3"))
    assert progresses.reached([OURS]) == {OURS: Stage.DELIVERED}


@pytest.mark.parametrize(
    "opaque",
    [None, "", "campaign-7", "msg_short", OURS + "a", OURS.upper(), " " + OURS, 5, {"a": OURS}, [OURS]],
)
def test_another_tools_word_names_no_message(opaque: object) -> None:
    """Many messages may carry it: each stays known by Meta's own id."""
    first, second = told("sent", "wamid.1", opaque), told("sent", "wamid.2", opaque)
    assert first.progress == Progress("wamid.1", Stage.SENT)
    assert second.progress == Progress("wamid.2", Stage.SENT)


@given(opaque=st.text(max_size=40), words=st.lists(st.sampled_from(sorted(STAGES)), min_size=2, max_size=4))
def test_messages_of_other_tools_never_collide(opaque: str, words: list[str]) -> None:
    """However a tool marks its messages, no two of them share a progress."""
    steps = [told(word, f"wamid.{index}", opaque).progress for index, word in enumerate(words)]
    assert len({step.message_id for step in steps if step}) == len(words)


def test_in_a_group_each_participant_has_a_progress() -> None:
    """With our id as with Meta's."""
    group = {"recipient_type": "group", "recipient_id": "g", "recipient_participant_id": "31612345678"}
    assert told("read", **group).progress == Progress(f"{OURS}#31612345678", Stage.READ)
    assert told("read", opaque="x", **group).progress == Progress("wamid.1#31612345678", Stage.READ)


def test_why_a_message_failed() -> None:
    """In our words beside Meta's; the customer's data stays in Meta's."""
    error = {"code": 131026, "title": "Undeliverable", "error_data": {"details": "31612345678 has none"}}
    found = told("failed", errors=[error]).parts["status"]
    assert (found.failure.reason, found.failure.code) == (FailureClass.UNREACHABLE, 131026)
    assert "31612345678" not in found.failure.model_dump_json()
    assert found.errors[0].details == "31612345678 has none"


@pytest.mark.parametrize("errors", [None, [], "no list", [{}], [{"code": "what"}]])
def test_a_failure_without_a_reason_has_advice(errors: object) -> None:
    """Whatever Meta leaves out, the agent reads what to do."""
    found = told("failed", errors=errors).parts["status"]
    assert found.failure.code is None
    assert found.failure.advice


@pytest.mark.parametrize("word", sorted(set(STAGES) - {"failed"}))
def test_only_a_failure_has_a_reason(word: str) -> None:
    """A message that is on its way has not failed, though an error comes along."""
    assert told(word, errors=[{"code": 131026}]).parts["status"].failure is None
