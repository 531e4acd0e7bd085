"""A place in a waiting room, for tests that vary it."""

from appcare.application.rollout.room_ports import Place
from appcare.domain.log import LogKey

WAITS = Place(
    number="support",
    number_id="7",
    order="1",
    conversation_id="cnv_1",
    contact_id="ctc_1",
    opened_by=LogKey("wa#7#1", "1#wamid.1#message"),
    since=1,
)
