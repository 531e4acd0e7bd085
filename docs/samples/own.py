"""Samples of facts of our own, as they lie in the log."""

from appcare.application.own_facts import own_facts
from appcare.domain.consent import Statement
from appcare.domain.consent_facts import Recorded, consent_recorded
from appcare.domain.events import CrmEvent
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.rollout.change_facts import change_told
from appcare.domain.rollout.standing import Change, ChangeKind, Standing
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


def _rolled(change: Change) -> LogRecord:
    """Return the fact of a change, as the clock or a person makes it."""
    shares = {"1 %": 100, "5 %": 500, "20 %": 2000}
    standing = Standing(
        number="support",
        step=change.to_step,
        share_bp=shares[change.to_step],
        plan="",
        since=change.at,
        good_since=change.at,
        change=change,
    )
    return change_told(standing, "wa", NUMBER_ID, 31_536_000)


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
    "rollout.advanced": _rolled(
        Change(
            kind=ChangeKind.ADVANCED,
            at=1_795_348_800_000,
            from_step="5 %",
            to_step="20 %",
            reasons=("hold_over",),
            figures={"good_hours": 48.0, "answers_looked_at": 212.0, "overdue_percent": 3.8, "troubles": 0.0},
        )
    ),
    "rollout.held": _rolled(
        Change(
            kind=ChangeKind.HELD,
            at=1_795_435_200_000,
            from_step="20 %",
            to_step="20 %",
            reasons=("overdue:24%", "alarm:queue-age-desk"),
            figures={"answers_looked_at": 540.0, "overdue_percent": 24.1, "troubles": 2.0},
        )
    ),
    "rollout.stepped_back": _rolled(
        Change(
            kind=ChangeKind.STEPPED_BACK,
            at=1_795_521_600_000,
            from_step="20 %",
            to_step="5 %",
            reasons=("quality:flagged",),
            figures={"answers_looked_at": 498.0, "overdue_percent": 6.2, "troubles": 1.0},
        )
    ),
    "rollout.resumed": _rolled(
        Change(
            kind=ChangeKind.RESUMED,
            at=1_795_608_000_000,
            from_step="5 %",
            to_step="5 %",
            reasons=("over:quality:flagged",),
            figures={"answers_looked_at": 131.0, "overdue_percent": 2.3, "troubles": 0.0},
        )
    ),
    "rollout.plan_changed": _rolled(
        Change(
            kind=ChangeKind.PLAN_CHANGED,
            at=1_795_348_800_000,
            from_step="",
            to_step="1 %",
            reasons=("begun",),
        )
    ),
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
