"""Learners: the router hands every batch to them before anybody is told of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from appcare.application.channels import Channels
from appcare.application.learn import Heard, data_of
from appcare.application.ports import Translated
from appcare.domain.errors import StorageError
from appcare.domain.events.customers import PreferenceChanged
from appcare.domain.identity import Customer
from appcare.domain.log import LogKey, LogRecord
from appcare.whatsapp.translate import WhatsApp
from tests.unit.application.telling_channel import Routing, update

STOP = LogRecord(
    LogKey("wa#7#316", "0000000001000#x#preference"),
    "preference",
    b'{"preference":{"wa_id":"316","category":"marketing_messages","value":"stop"}}',
)


@dataclass
class Listener:
    """Notes what it hears; fails as often as told."""

    failures: int = 0
    heard: list[list[Heard]] = field(default_factory=list)

    def learn(self, heard: Sequence[Heard]) -> None:
        """Note it."""
        self.heard.append(list(heard))
        if self.failures:
            self.failures -= 1
            message = "full"
            raise StorageError(message)


def test_learners_hear_each_batch_with_its_contacts_before_it_is_told() -> None:
    """What a batch teaches counts for whoever acts on its events; a failure keeps them from being queued."""
    listener = Listener(failures=1)
    routing = Routing(learners=(listener,))
    records = (update("a", 1_000, customer={"phone": "316"}), update("b", 2_000, customer={"phone": "316"}))

    with pytest.raises(StorageError):
        routing.route(*records)
    assert routing.names() == []
    routing.route(*records)

    assert routing.names() == ["a", "b"]
    first, again = listener.heard
    assert first == again
    assert [one.record for one in first] == list(records)
    assert {one.contact_id for one in first} == {
        routing.contacts.resolve([Customer("tell#7#316")])[Customer("tell#7#316")].id
    }


def test_a_learner_reads_only_what_it_wants_to_know() -> None:
    """An event's data comes with the record that stands for it; other records are left unread."""
    channels = Channels({"wa": WhatsApp(lambda _: "support")})
    said = channels.of(STOP).translate(STOP)
    other = LogRecord(LogKey("wa#7#316", "0#y#message"), "message", b"not even JSON")
    heard = [
        Heard(other, Translated(Customer("wa#7#316"), "7", 0, ("message.received",)), "ctc_1"),
        Heard(STOP, said, "ctc_1"),
    ]

    ((one, data),) = data_of(heard, "preference.changed", channels)

    assert one.record == STOP
    assert isinstance(data, PreferenceChanged)
    assert (data.choice, data.contact.id) == ("stop", "ctc_1")
