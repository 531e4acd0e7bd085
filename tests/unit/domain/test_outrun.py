"""Statuses behind a lane that a later one makes needless."""

from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.lanes import EventRef, Held
from appcare.domain.log import LogKey
from appcare.domain.progress import STAGES, Stage, outrun, progress_of

TYPES = [*STAGES, "message.received"]


def held(sequence: int, type_: str, message: str, participant: str = "") -> Held:
    """Return a held event as its key would be."""
    kind = "message" if type_ == "message.received" else f"status#{type_.partition('.')[2]}"
    end = f"#{participant}" if participant else ""
    return Held(
        str(sequence), EventRef(LogKey("wa#7#316", f"{sequence:013d}#{message}#{kind}{end}"), type_, "c")
    )


behind = st.lists(
    st.tuples(st.sampled_from(TYPES), st.sampled_from(["wamid.1", "wamid.2"]), st.sampled_from(["", "p1"])),
    max_size=30,
).map(lambda drawn: [held(place, *one) for place, one in enumerate(drawn)])


@given(behind)
def test_only_what_is_outrun_is_left_out(waiting: list[Held]) -> None:
    """A status goes exactly if none further on of the same message and participant waits behind it."""
    needless = outrun(waiting)
    for place, one in enumerate(waiting):
        step = progress_of(one.ref)
        later = [progress_of(other.ref) for other in waiting[place + 1 :]]
        further = [
            other
            for other in later
            if step and other and other.message_id == step.message_id and other.stage > step.stage
        ]
        expected = bool(further) and step is not None and step.stage is not Stage.FAILED
        assert (one in needless) is expected


def test_the_latest_of_each_message_goes() -> None:
    """sent, delivered and read of two messages: what remains is where each stands, in its place."""
    waiting = [
        held(1, "message.sent", "wamid.1"),
        held(2, "message.received", "wamid.7"),
        held(3, "message.sent", "wamid.2"),
        held(4, "message.delivered", "wamid.1"),
        held(5, "message.failed", "wamid.2"),
        held(6, "message.read", "wamid.1"),
    ]
    assert [one.sequence for one in waiting if one not in outrun(waiting)] == ["2", "5", "6"]


def test_a_refusal_by_our_own_id_is_kept_beside_statuses() -> None:
    """Statuses have Meta's id in their keys, our own refusals have ours: neither outruns the other."""
    ours = "msg_" + "a" * 26
    refused = EventRef(LogKey("wa#7#316", f"{1:013d}#{ours}#send.refused"), "message.failed", "c")
    waiting = [Held("1", refused), held(2, "message.sent", "wamid.1"), held(3, "message.read", "wamid.1")]
    step = progress_of(refused)
    assert step is not None
    assert step.message_id == ours
    assert [one.sequence for one in waiting if one not in outrun(waiting)] == ["1", "3"]
