"""Messages that are asked for: refused before anything is kept, or in the log once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.envelopes import Envelopes
from appcare.application.reply_facts import ReplyFacts
from appcare.application.send_rules import Intended
from appcare.application.sending_errors import (
    NotSendableError,
    OtherRequestError,
    SendingRefusedError,
    UnknownContactError,
    UnknownConversationError,
    WhichNumberError,
)
from appcare.application.window_rule import NoTemplates, WindowRule
from appcare.domain.compose import messages_of
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.lanes import EventRef
from appcare.domain.replies import reply_of
from tests.unit.application.sending_world import DAYS, HOUR, NOW, PHONE, SendingWorld, text
from tests.unit.model.interruptions import Crash

DAY = 24 * HOUR
FACTS = ReplyFacts(Envelopes(lambda _: "support", {"wa": "whatsapp"}))
NOT_TODAY = Failure(reason=FailureClass.TRY_TOMORROW, advice="Not today.")


class Never:
    """`SendRule` that refuses everything."""

    def refusal(self, intended: Intended) -> Failure | None:
        """Refuse it."""
        assert intended.message
        return NOT_TODAY


def test_a_message_is_taken() -> None:
    """It lies with its customer, asks for one message under the id that was answered, and all CRMs hear."""
    world = SendingWorld()
    talk = world.writes()
    taken = world.ask(talk.contact_id, at=NOW + 5, agent="u-7")
    (record,) = world.replies()
    assert record.key.pk == talk.opened_by.pk
    assert record.key.sk.startswith(f"{NOW + 5}#rpy_")
    reply, conversation_id = reply_of(record)
    assert (reply.id, reply.destination, reply.agent, reply.message) == ("k-1", "api", "u-7", text())
    assert conversation_id == taken.conversation_id == talk.id
    assert [one.id for one in messages_of(reply, record.key)] == [taken.id]
    assert EventRef(record.key, "agent.replied", talk.contact_id).event_id == taken.event_id
    said = FACTS.translate(record)
    assert (said.sends, said.origin, said.types) == (1, "api", ("agent.replied",))


def test_the_same_request_again() -> None:
    """Under its key it is answered as before, whatever has happened since, and nothing is new."""
    world = SendingWorld(WindowRule(NoTemplates()))
    talk = world.writes()
    taken = world.ask(talk.contact_id)
    world.writes(NOW + HOUR, number="8")
    assert world.ask(talk.contact_id, at=NOW + 29 * DAY) == taken
    assert len(world.replies()) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"message": text("Another text.")},
        {"message": text(reply_to="wamid.1")},
        {"agent": "u-8"},
        {"number_id": "7"},
        {"conversation_id": "cnv"},
    ],
)
def test_a_key_stands_for_one_request(other: dict[str, Any]) -> None:
    """Anything else under the same key is refused, and the first stays as it is."""
    world = SendingWorld()
    talk, bert = world.writes(), world.writes(phone="31600000002")
    world.ask(talk.contact_id)
    before = world.replies()
    with pytest.raises(OtherRequestError):
        world.ask(talk.contact_id, **other)
    with pytest.raises(OtherRequestError):
        world.ask(bert.contact_id)
    assert world.replies() == before


def test_what_is_spelled_otherwise_is_the_same_request() -> None:
    """What stands there by itself may be said or left out."""
    world = SendingWorld()
    talk = world.writes()
    said = text().model_copy(update={"content": text().content.model_copy(update={"preview_link": False})})
    assert world.ask(talk.contact_id) == world.ask(talk.contact_id, message=said)


def test_two_keys_are_two_messages() -> None:
    """The same text twice, under two keys, goes out twice."""
    world = SendingWorld()
    talk = world.writes()
    assert world.ask(talk.contact_id).id != world.ask(talk.contact_id, key="k-2").id
    assert len(world.replies()) == 2


def test_a_message_that_the_log_forgot_is_not_sent_again() -> None:
    """As long as its key is known it is the same request, although nothing else is left of it."""
    world = SendingWorld()
    talk = world.writes()
    taken = world.ask(talk.contact_id)
    world.log.records.clear()
    assert world.ask(talk.contact_id, at=NOW + DAYS * DAY) == taken
    assert world.replies() == []


def test_what_a_rule_refuses_leaves_nothing() -> None:
    """The reason comes back, and the key is free."""
    world = SendingWorld(Never())
    talk = world.writes()
    with pytest.raises(NotSendableError) as refused:
        world.ask(talk.contact_id)
    assert refused.value.failure == NOT_TODAY
    assert not world.replies()
    assert not world.receipts.receipts


def test_outside_the_window() -> None:
    """A text is refused a day after the customer wrote, a template is not."""
    world = SendingWorld(WindowRule(NoTemplates()))
    talk = world.writes()
    with pytest.raises(NotSendableError):
        world.ask(talk.contact_id, at=NOW + DAY)
    template = {"content": {"kind": "template", "name": "hello", "language": "nl"}}
    world.ask(talk.contact_id, at=NOW + DAY, message=text().model_validate(template))
    assert len(world.replies()) == 1


def test_where_it_goes_out_from() -> None:
    """The latest conversation's number, or the one that is named by itself or by its conversation."""
    world = SendingWorld()
    first = world.writes(NOW, number="7")
    second = world.writes(NOW + HOUR, number="7")
    latest = world.writes(NOW + 2 * HOUR, number="8")
    contact = first.contact_id
    assert world.ask(contact, key="1").conversation_id == latest.id
    assert world.ask(contact, key="2", number_id="7").conversation_id == second.id
    assert world.ask(contact, key="3", conversation_id=first.id).conversation_id == first.id
    assert world.ask(contact, key="4", conversation_id=first.id, number_id="7").conversation_id == first.id
    partitions = [record.key.pk for record in world.replies()]
    assert partitions == ["wa#8#31612345678", *["wa#7#31612345678"] * 3]


@pytest.mark.parametrize(
    ("names", "partition"),
    [
        ({"phone": PHONE, "bsuid": "NL.1"}, "wa#9#NL.1"),
        ({"phone": PHONE}, f"wa#9#{PHONE}"),
        ({"bsuid": "NL.1"}, "wa#9#NL.1"),
    ],
)
def test_a_number_that_the_customer_never_wrote_to(names: dict[str, str], partition: str) -> None:
    """The record lies where the channel's own will, and leads the router to the same contact."""
    world = SendingWorld()
    contact = world.knows(key="wa#7#somebody", **names)
    assert world.ask(contact, number_id="9").conversation_id == ""
    (record,) = world.replies()
    assert record.key.pk == partition
    customer = FACTS.translate(record).customer
    assert world.contacts.resolve([customer])[customer].id == contact
    assert partition in world.contacts.contacts[contact].partitions


def test_a_number_on_which_only_something_else_happened() -> None:
    """A call or a status made the customer's partition there; it is used."""
    world = SendingWorld()
    contact = world.knows(key="wa#9#31600000009", phone=PHONE)
    world.ask(contact, number_id="9")
    assert world.replies()[0].key.pk == "wa#9#31600000009"


def test_without_a_conversation() -> None:
    """The only number there is will do; of several one has to be named."""
    several, one = SendingWorld(), SendingWorld(only_number="9")
    with pytest.raises(WhichNumberError):
        several.ask(several.knows(key="wa#7#x", phone=PHONE))
    one.ask(one.knows(key="wa#7#x", phone=PHONE))
    assert one.replies()[0].key.pk == f"wa#9#{PHONE}"


def test_who_cannot_be_reached() -> None:
    """Without a phone number and a user id there is nothing to send to."""
    world = SendingWorld()
    with pytest.raises(NotSendableError) as refused:
        world.ask(world.knows(key="wa#7#anna"), number_id="9")
    assert refused.value.failure.reason is FailureClass.UNREACHABLE


def test_what_does_not_exist() -> None:
    """No contact, another contact's conversation, a conversation on another number: nothing is taken."""
    world = SendingWorld()
    anna, bert = world.writes(), world.writes(phone="31600000002")
    with pytest.raises(UnknownContactError):
        world.ask("ctc_nobody")
    strange: tuple[dict[str, Any], ...] = (
        {"conversation_id": bert.id},
        {"conversation_id": anna.id, "number_id": "8"},
    )
    for parts in strange:
        with pytest.raises(UnknownConversationError):
            world.ask(anna.contact_id, **parts)
    assert not world.replies()
    assert not world.receipts.receipts


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_at_any_call(moment: str) -> None:
    """Whenever the process ends, the same request later completes it: one message, one answer."""
    calls = _calls()
    assert calls > 5
    for crash_at in range(1, calls + 1):
        world = SendingWorld(WindowRule(NoTemplates()))
        talk = world.writes()

        def crash(call: int, _name: str, crash_at: int = crash_at) -> None:
            if call == crash_at:
                raise Crash

        setattr(world.interruptions, moment, crash)
        with pytest.raises(Crash):
            world.ask(talk.contact_id)
        first = world.ask(talk.contact_id, at=NOW + HOUR)
        assert world.ask(talk.contact_id, at=NOW + 2 * HOUR) == first
        (record,) = world.replies()
        reply, _ = reply_of(record)
        assert [one.id for one in messages_of(reply, record.key)] == [first.id]


def test_another_with_the_same_key_in_between() -> None:
    """Of two requests under one key that run at once the first to claim it counts, the other is refused."""
    world = SendingWorld()
    talk = world.writes()

    def another(_call: int, name: str) -> None:
        if name == "receipts.claim":
            world.interruptions.before = lambda _call, _name: None
            world.ask(talk.contact_id, message=text("I was first."))

    world.interruptions.before = another
    with pytest.raises(OtherRequestError):
        world.ask(talk.contact_id)
    (record,) = world.replies()
    assert reply_of(record)[0].message == text("I was first.")


requests = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["One.", "Two."]), st.sampled_from([None, "7", "9"])),
    max_size=10,
)


@given(requests)
def test_a_message_for_each_key(asked: list[tuple[str, str, str | None]]) -> None:
    """However requests come, each key has at most one message in the log: the one that came first."""
    world = SendingWorld()
    talk = world.writes()
    first: dict[str, tuple[str, str | None]] = {}
    for turn, (key, words, number) in enumerate(asked):
        parts: dict[str, Any] = {"number_id": number} if number else {}
        try:
            world.ask(talk.contact_id, key=key, at=NOW + turn, message=text(words), **parts)
        except SendingRefusedError:
            assert first[key] != (words, number)
        else:
            assert first.setdefault(key, (words, number)) == (words, number)
    found = {reply.id: reply.message for reply, _ in map(reply_of, world.replies())}
    assert found == {key: text(words) for key, (words, _) in first.items()}
    assert len(world.replies()) == len(first)


def test_logs_say_nothing_personal() -> None:
    """No line has the key, the text or a name."""
    world = SendingWorld()
    talk = world.writes()
    world.ask(talk.contact_id, key="order-of-anna", message=text("Dear Anna"), agent="anna")
    assert "anna" not in str(world.telemetry.lines).lower()
    assert world.telemetry.lines


def _calls() -> int:
    world = SendingWorld(WindowRule(NoTemplates()))
    talk = world.writes()
    world.ask(talk.contact_id)
    return world.interruptions.calls
