"""Samples of facts of our own, as they lie in the log."""

from appcare.application.own_facts import own_facts
from appcare.domain.consent import Statement
from appcare.domain.consent_facts import Recorded, consent_recorded
from appcare.domain.events import CrmEvent
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from docs.samples.people import ANNA, ANNA_ID, NUMBER_ID

PARTITION = f"wa#{NUMBER_ID}#{ANNA_ID}"


def _record(order: str, body: bytes) -> LogRecord:
    return LogRecord(LogKey(PARTITION, order), order.rpartition("#")[2], body)


AGREED = Statement(
    given=True,
    at=1_795_348_800_000,
    words="Yes, Parcel Ltd may write to me on WhatsApp about my orders.",
    source="checkout, box below the address",
)
TOOK_BACK = Statement(
    given=False, at=1_795_435_200_000, words="Please do not write to me any more.", source="telephone"
)

OWN = {
    "message.unclear": _record(
        "1795348920250#msg_lnqkbb5mtwqxkkrlzyzzdkmjbm#send.unsettled", b'{"at": 1795349530250}'
    ),
    "conversation.window_closing": _record(
        "1795348800000#cnv_mlonsi72pbjefwymfydzth3sqq#conversation.window_closing",
        b'{"at": 1795428012000, "ends_at": 1795435200000, "waiting_since": 1795348680000, "number_id": "%s", '
        b'"conversation_id": "cnv_mlonsi72pbjefwymfydzth3sqq"}' % NUMBER_ID.encode(),
    ),
    "consent.given": consent_recorded(PARTITION, Recorded(statement=AGREED, phone=ANNA)),
    "consent.withdrawn": consent_recorded(PARTITION, Recorded(statement=TOOK_BACK)),
}
"""Type of event -> the fact that it is told of."""

_CHANNELS = own_facts(
    lambda number_id: "support" if number_id == NUMBER_ID else "unlisted", {"wa": "whatsapp"}
)


def own_event(type_: str, contact_id: str, conversation_id: str) -> CrmEvent:
    """Return the event that a sample is told as."""
    record = OWN[type_]
    ref = EventRef(record.key, type_, contact_id, conversation_id)
    return _CHANNELS[record.kind].event(record, ref, raw=False)
