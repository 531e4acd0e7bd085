"""The courier: which links an adapter is given, what of its results is kept, what is not worth a call."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from appcare.application.adapter_ports import (
    AgentAction,
    Attempt,
    Capabilities,
    CrmAdapter,
    Idempotency,
    MessageStatus,
    RawRequest,
)
from appcare.application.channels import Channels
from appcare.application.ports import Translated
from appcare.application.publish_event import PublishEvent
from appcare.domain.delivery import Delivered, DeliveryResult, Refusal, Rejected, RetryLater, Said
from appcare.domain.errors import StorageError
from appcare.domain.events import (
    EVENT_TYPES,
    ContactRef,
    ConversationRef,
    CrmEvent,
    Message,
    MessageReceived,
    NumberRef,
)
from appcare.domain.lanes import EventRef
from appcare.domain.links import LinkKey, LinkKind, Links
from appcare.domain.log import LogKey, LogRecord
from appcare.memory.links import MemoryLinkStore

RECORD = LogRecord(LogKey("wa#1#316", "1"), "message", b"{}")
CONTACT = LinkKey(LinkKind.CONTACT, "ctc_1")
TALK = LinkKey(LinkKind.CONVERSATION, "cnv_1")
MESSAGE = LinkKey(LinkKind.MESSAGE, "wamid.1")
ALL_KINDS = frozenset(LinkKind)


class Channel:
    """Reads every record as the same message."""

    def translate(self, record: LogRecord) -> Translated:
        """Nobody routes here."""
        raise NotImplementedError

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Return the message under the type that was asked for."""
        del record, raw
        data = MessageReceived(
            order="1",
            occurred_at=None,
            number=NumberRef(id="1", name="support"),
            contact=ContactRef(id=ref.contact_id),
            conversation=ConversationRef(id="cnv_1"),
            message=Message(wamid="wamid.1", kind="text", text="hello"),
        )
        return CrmEvent(id=ref.event_id, type=ref.type, source="/w/1", subject="ctc_1", data=data)


@dataclass
class Adapter:
    """`CrmAdapter` that answers in turn and remembers the links it was given."""

    capabilities: Any
    answers: list[DeliveryResult]
    name: Any = "double"
    given: list[Links] = field(default_factory=list)

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Answer the next answer."""
        del event, attempt
        self.given.append(links)
        return self.answers.pop(0)

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Nobody calls."""
        raise NotImplementedError


def able(
    kinds: frozenset[LinkKind] = ALL_KINDS, status: MessageStatus = MessageStatus.NATIVE
) -> Capabilities:
    """Return capabilities."""
    return Capabilities(message_status=status, idempotency=Idempotency.LOOKUP, links=kinds)


def publish(
    adapter: Adapter, links: MemoryLinkStore, times: int = 1, type_: str = "message.received"
) -> list[DeliveryResult]:
    """Carry an event some times."""
    courier = PublishEvent(
        Channels({"wa": Channel()}), cast("CrmAdapter", adapter), destination="crm", links=links, raw=False
    )
    ref = EventRef(RECORD.key, type_, "ctc_1", "cnv_1")
    return [courier.carry(ref, RECORD, Attempt(turn + 1, 0)) for turn in range(times)]


@pytest.mark.parametrize("failed", [RetryLater("later"), Rejected(Refusal.INVALID, "no"), Delivered()])
def test_what_any_result_found_is_there_next_time(failed: Delivered | RetryLater | Rejected) -> None:
    """A contact that was made stays linked although its message was throttled or refused."""
    first = type(failed)(**{**_fields(failed), "links": {CONTACT: "7"}})
    adapter = Adapter(able(), [first, Delivered({CONTACT: "7", TALK: "T-1", MESSAGE: "m"}), Delivered()])
    publish(adapter, MemoryLinkStore(), 3)
    assert adapter.given == [{}, {CONTACT: "7"}, {CONTACT: "7", TALK: "T-1", MESSAGE: "m"}]


@pytest.mark.parametrize("failed", [RetryLater("later"), Rejected(Refusal.INVALID, "no")])
def test_what_was_answered_is_kept_without_the_customer(failed: RetryLater | Rejected) -> None:
    """An answer that repeats the message goes on without it, whichever adapter brought it."""
    first = type(failed)(**{**_fields(failed), "said": Said(422, "bad text: hello; call +31 6 12345678")})
    adapter = Adapter(able(), [first, failed])
    (said, silent) = publish(adapter, MemoryLinkStore(), 2)
    assert isinstance(said, RetryLater | Rejected)
    assert said.said == Said(422, "bad text: [redacted]; call +[redacted]")
    assert silent == failed


def test_an_adapter_without_links_costs_nothing() -> None:
    """No read and no write, whatever its results carry."""
    links = MemoryLinkStore()
    adapter = Adapter(able(frozenset()), [Delivered({CONTACT: "7"}), Delivered()])
    publish(adapter, links, 2)
    assert (links.reads, links.writes, adapter.given) == (0, 0, [{}, {}])


def test_only_kinds_that_were_asked_for() -> None:
    """Kinds that the capabilities do not name are neither given nor kept."""
    links = MemoryLinkStore()
    links.keep("crm", "ctc_1", {TALK: "T-1"})
    adapter = Adapter(able(frozenset({LinkKind.CONTACT})), [Delivered({CONTACT: "7", MESSAGE: "m"})])
    publish(adapter, links)
    assert adapter.given == [{}]
    assert links.read("crm", "ctc_1", [CONTACT, TALK, MESSAGE]) == {CONTACT: "7", TALK: "T-1"}


def test_what_is_known_is_not_written_again() -> None:
    """A result that repeats what was given costs no write; one that replaces it does."""
    links = MemoryLinkStore()
    links.keep("crm", "ctc_1", {CONTACT: "7", TALK: "T-1"})
    before = links.writes
    publish(Adapter(able(), [Delivered({CONTACT: "7", TALK: "T-1"})]), links)
    assert links.writes == before
    publish(Adapter(able(), [Delivered({TALK: "T-2"})]), links)
    assert (links.writes, links.read("crm", "ctc_1", [TALK])) == (before + 1, {TALK: "T-2"})


class FullStore(MemoryLinkStore):
    """A store that takes nothing, for once."""

    full = True

    def keep(self, destination: str, contact_id: str, links: Links) -> None:
        """Fail once, then keep."""
        if self.full:
            self.full = False
            raise StorageError("throttled")
        super().keep(destination, contact_id, links)


def test_what_could_not_be_kept_is_delivered_again() -> None:
    """The failure comes out, so that the event comes again, with no links known."""
    links, adapter = FullStore(), Adapter(able(), [Delivered({CONTACT: "7"}), Delivered({CONTACT: "7"})])
    with pytest.raises(StorageError):
        publish(adapter, links)
    assert publish(adapter, links) == [Delivered({CONTACT: "7"})]
    assert adapter.given == [{}, {}]
    assert links.read("crm", "ctc_1", [CONTACT]) == {CONTACT: "7"}


NOT_ARRIVED = ("message.failed", "message.unclear")
STATUSES = ("message.sent", "message.delivered", "message.read", "message.played", *NOT_ARRIVED)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (MessageStatus.NATIVE, STATUSES),
        (MessageStatus.FIELD, STATUSES),
        (MessageStatus.FAILED_ONLY, NOT_ARRIVED),
        (MessageStatus.NONE, ()),
    ],
)
def test_a_status_without_a_place_is_delivered_without_a_call(
    status: MessageStatus, told: tuple[str, ...]
) -> None:
    """Statuses reach a CRM that can show them; for the others they are done, and every other type is told."""
    links = MemoryLinkStore()
    called = []
    for type_ in EVENT_TYPES:
        adapter = Adapter(able(status=status), [Delivered()])
        (result,) = publish(adapter, links, type_=type_)
        assert result == Delivered(called=bool(adapter.given))
        called += [type_] * len(adapter.given)
    assert called == [type_ for type_ in EVENT_TYPES if type_ not in STATUSES or type_ in told]


def _fields(result: DeliveryResult) -> dict[str, Any]:
    return {name: getattr(result, name) for name in result.__dataclass_fields__}
