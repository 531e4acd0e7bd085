"""What follows from records beside telling CRMs: what goes out to customers, and what is looked at later."""

from collections.abc import Sequence

from appcare.application.delivery_ports import Outgoing
from appcare.application.ports import Translated
from appcare.domain.decisions import opening_of
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.outgoing import LATER, LOOK_AGAIN, sender_of, wanted_type
from appcare.domain.window_watch import WATCH


def work_of(
    key: LogKey, said: Translated, number_name: str, *, contact_id: str, conversation_id: str
) -> list[Outgoing]:
    """Ask for what a record wants sent, and to look at it again where it is to be looked at."""
    sender = sender_of(number_name)
    outgoing = [
        Outgoing(sender, EventRef(key, wanted_type(turn), contact_id, conversation_id))
        for turn in range(said.sends)
    ]
    if said.look_again:
        outgoing.append(Outgoing(LATER, EventRef(key, LOOK_AGAIN, said.look_again, conversation_id)))
    return outgoing


def watches_of(records: Sequence[LogRecord]) -> list[Outgoing]:
    """Ask to watch each conversation that was opened: the only timer it ever gets."""
    openings = [(record.key, found.id) for record in records if (found := opening_of(record))]
    return [Outgoing(LATER, EventRef(key, WATCH, lane, lane)) for key, lane in openings]
