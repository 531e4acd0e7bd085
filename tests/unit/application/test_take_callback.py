"""Agents' answers on their way into the log: whom they are for, and that each is there once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.adapter_ports import AgentReply, CallbackRefusedError, ReplyFile
from appcare.application.append_reply import AppendReply
from appcare.application.find_contact import FindContact
from appcare.application.find_place import FindPlace
from appcare.application.find_reply_place import FindReplyPlace
from appcare.application.take_callback import CallbackPorts, TakeCallback, TakenCallback
from appcare.domain.conversation import Conversation, opened
from appcare.domain.decisions import conversation_opened
from appcare.domain.errors import StorageError
from appcare.domain.identity import Customer
from appcare.domain.links import LinkKey, LinkKind
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.replies import AGENT_REPLIED, reply_of
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import Change, MemoryEventLog
from appcare.memory.history import MemoryContactBook, MemoryHistory
from appcare.memory.links import MemoryLinkStore
from appcare.memory.receipts import MemoryReceipts
from appcare.memory.state import MemoryConversations
from appcare.memory.telemetry import MemoryTelemetry

NOW = 1_799_999_000_000
HOUR = 3_600_000
DAYS = 365
PHONE = "31612345678"


class World:
    """A deployment in memory, in which a customer writes when told."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.log, self.contacts = MemoryEventLog(), MemoryContacts()
        self.conversations, self.links = MemoryConversations(), MemoryLinkStore()
        self.receipts, self.telemetry = MemoryReceipts(), MemoryTelemetry()
        self.changes: list[Change] = []
        self.log.subscribers.append(self.changes.append)
        places = FindReplyPlace(
            contacts=FindContact(MemoryContactBook(self.contacts)),
            places=FindPlace(self.conversations, MemoryHistory(self.log)),
            links=self.links,
        )
        ports = CallbackPorts(
            append=AppendReply(self.log, DAYS),
            places=places,
            receipts=self.receipts,
            telemetry=self.telemetry,
        )
        self._take = TakeCallback(ports)

    def writes(self, at: int, phone: str = PHONE, number: str = "7") -> Conversation:
        """A customer begins a conversation; return it."""
        key = LogKey(f"wa#{number}#{phone}", f"{at}#wamid.{at}#message")
        record = LogRecord(key, "message", b"{}")
        contact = self.contacts.resolve([customer := Customer(key.pk, phone=phone)])[customer]
        begun = opened(contact.id, number, key, at)
        self.log.append([record, conversation_opened(begun, record)])
        before = self.conversations.read([(contact.id, number)]).get((contact.id, number))
        assert self.conversations.write(begun, before)
        return begun

    def take(self, *replies: AgentReply, at: int = NOW + 24 * HOUR, of: str = "desk") -> TakenCallback:
        """A callback comes in."""
        return self._take.take(of, replies, at)

    def answers(self) -> list[LogRecord]:
        """Return the answers in the log."""
        return [record for record in self.log.records.values() if record.kind == AGENT_REPLIED]

    def place(self) -> tuple[str, str]:
        """Return partition and conversation of the only answer."""
        (record,) = self.answers()
        return record.key.pk, reply_of(record)[1]


def answer(**parts: str) -> AgentReply:
    """Return an answer."""
    return AgentReply(**{"id": "n-1", "text": "It comes tomorrow.", **parts})  # type: ignore[arg-type]  # texts all


def test_an_answer_by_our_ids() -> None:
    """It lies in the customer's own partition, under the moment at which it came, with all that was said."""
    world = World()
    talk = world.writes(NOW)
    reply = replace(
        answer(contact_id=talk.contact_id, conversation_id=talk.id, agent="u-7"),
        files=[ReplyFile("https://a/1", "a.pdf")],
        at=NOW,
    )
    assert world.take(reply) == TakenCallback(taken=1, repeated=0, unknown=[])
    assert world.place() == (talk.opened_by.pk, talk.id)
    (record,) = world.answers()
    assert record.key.sk.startswith(f"{NOW + 24 * HOUR}#rpy_")
    assert record.expires_at == (NOW + 24 * HOUR) // 1000 + DAYS * 86_400
    kept, _ = reply_of(record)
    assert kept.model_dump(mode="json", exclude_none=True) == {
        "id": "n-1",
        "destination": "desk",
        "agent": "u-7",
        "text": "It comes tomorrow.",
        "files": [{"url": "https://a/1", "name": "a.pdf"}],
        "written_at": "2027-01-15T07:43:20Z",
    }


def test_files_alone_are_an_answer() -> None:
    """With what is known of them; what is not said is absent, not empty."""
    world = World()
    talk = world.writes(NOW)
    files = [ReplyFile("https://a/1", "", "application/pdf"), ReplyFile("https://a/2")]
    world.take(replace(answer(contact_id=talk.contact_id, text=""), files=files))
    (record,) = world.answers()
    assert reply_of(record)[0].model_dump(mode="json", exclude_none=True) == {
        "id": "n-1",
        "destination": "desk",
        "files": [{"url": "https://a/1", "mime_type": "application/pdf"}, {"url": "https://a/2"}],
    }


def test_an_answer_by_the_crm_s_id() -> None:
    """A ticket that an adapter linked leads to its customer; another destination's of that name does not."""
    world = World()
    talk = world.writes(NOW)
    key = LinkKey(LinkKind.CONVERSATION, talk.id)
    world.links.keep("desk", talk.contact_id, {key: "T-9"})
    assert world.take(answer(conversation="T-9"), of="crm").unknown == ["n-1"]
    assert world.take(answer(conversation="T-9")).taken == 1
    assert world.place() == (talk.opened_by.pk, talk.id)


def test_without_a_conversation_the_latest_counts() -> None:
    """It goes out from the number that the customer wrote to last."""
    world = World()
    world.writes(NOW + HOUR, number="7")
    latest = world.writes(NOW + 2 * HOUR, number="8")
    world.writes(NOW, number="9")
    world.take(answer(contact_id=latest.contact_id))
    assert world.place() == (latest.opened_by.pk, latest.id)


def test_a_former_conversation_keeps_its_number() -> None:
    """An answer in a conversation that was followed by others goes where that one was, by id or link."""
    for by_link in (True, False):
        world = World()
        former = world.writes(NOW, number="7")
        world.writes(NOW + HOUR, number="7")
        world.writes(NOW + 2 * HOUR, number="8")
        world.links.keep("desk", former.contact_id, {LinkKey(LinkKind.CONVERSATION, former.id): "T-9"})
        told = {"conversation": "T-9"} if by_link else {
            "contact_id": former.contact_id, "conversation_id": former.id,
        }  # fmt: skip
        world.take(answer(**told))
        assert world.place() == (former.opened_by.pk, former.id)


def test_a_link_to_a_forgotten_conversation() -> None:
    """Where the log has forgotten how it began, a link and the only number are enough."""
    world = World()
    talk = world.writes(NOW)
    world.links.keep("desk", talk.contact_id, {LinkKey(LinkKind.CONVERSATION, "cnv_old"): "T-1"})
    world.take(answer(conversation="T-1"))
    assert world.place() == (talk.opened_by.pk, "cnv_old")


def test_never_to_another_customer() -> None:
    """Ids that lead to nobody, or to two people, are unknown: nothing is written; the others are taken."""
    world = World()
    anna, bert = world.writes(NOW), world.writes(NOW, "31600000002")
    strangers = [
        answer(id="1", contact_id=anna.contact_id, conversation_id=bert.id),
        answer(id="2", contact_id="ctc_nobody", conversation_id=anna.id),
        answer(id="3", conversation_id=anna.id),
        answer(id="4", conversation="T-1"),
        answer(id="5"),
        answer(id="6", contact_id="x" * 5000),
    ]
    known = answer(id="7", contact_id=anna.contact_id)
    taken = world.take(*strangers, known)
    assert taken == TakenCallback(taken=1, repeated=0, unknown=["1", "2", "3", "4", "5", "6"])
    assert len(world.answers()) == 1
    assert world.telemetry.counts["callback.unknown"] == 6


def test_the_same_answer_again_is_the_same() -> None:
    """Told later, in other words and after the customer wrote to another number, it stays what it was."""
    world = World()
    talk = world.writes(NOW)
    world.take(answer(contact_id=talk.contact_id), at=NOW)
    first = world.answers()
    world.writes(NOW + HOUR, number="8")
    again = answer(contact_id=talk.contact_id, text="Other words.")
    assert world.take(again, at=NOW + 2 * HOUR) == TakenCallback(taken=0, repeated=1, unknown=[])
    assert world.answers() == first
    assert world.take(again, of="crm").taken == 1


def test_a_crash_between_receipt_and_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer whose receipt is there but which is not in the log is appended at the next try, once."""
    world = World()
    talk = world.writes(NOW)

    def fail(_records: Sequence[LogRecord]) -> None:
        message = "gone"
        raise StorageError(message)

    with monkeypatch.context() as down:
        down.setattr(world.log, "append", fail)
        with pytest.raises(StorageError):
            world.take(replace(answer(contact_id=talk.contact_id), at=NOW), at=NOW)
    assert world.answers() == []
    world.take(replace(answer(contact_id=talk.contact_id), at=NOW + 5), at=NOW + HOUR)
    (record,) = world.answers()
    assert record.key.sk.startswith(f"{NOW}#")
    assert reply_of(record)[0].written_at == datetime.fromtimestamp(NOW / 1000, UTC)


@pytest.mark.parametrize(
    "reply",
    [
        answer(id=""),
        answer(text=""),
        answer(text="\ud800"),
        answer(id="\ud800"),
        AgentReply(id="1", files=[ReplyFile("https://a/\udfff")]),
    ],
)
def test_what_nothing_can_be_made_of(reply: AgentReply) -> None:
    """It is refused before anything of its callback is taken."""
    world = World()
    talk = world.writes(NOW)
    with pytest.raises(CallbackRefusedError):
        world.take(answer(id="0", contact_id=talk.contact_id), reply)
    assert world.answers() == []


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(), st.text("é!", min_size=1)),
        max_size=12,
    )
)
def test_one_item_for_each_answer(told: list[tuple[str, str, int, str]]) -> None:
    """However answers are told, and whatever the CRM's clock says, the log has each once and none changes."""
    world = World()
    talk = world.writes(NOW)
    before = len(world.changes)
    for turn, (id_, destination, at, text) in enumerate(told):
        reply = replace(answer(id=id_, contact_id=talk.contact_id, text=text), at=at)
        world.take(reply, at=NOW + turn, of=destination)
    assert len(world.answers()) == len({(id_, destination) for id_, destination, *_ in told})
    assert len(world.changes) - before == len(world.answers())


def test_logs_say_nothing_personal() -> None:
    """No line has an id of the CRM's, a text or a name."""
    world = World()
    talk = world.writes(NOW)
    world.take(answer(id="mail-of-anna", contact_id=talk.contact_id), answer(id="anna-2"))
    assert "anna" not in str(world.telemetry.lines)
    assert len(world.telemetry.lines) == 2
