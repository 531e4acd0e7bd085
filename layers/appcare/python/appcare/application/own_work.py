"""What follows from records beside telling CRMs: what goes out to customers, and what is looked at later."""

from collections.abc import Callable, Mapping, Sequence

from appcare.application.delivery_ports import Outgoing
from appcare.application.ports import Translated
from appcare.domain.decisions import opening_of
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.outgoing import LATER, LOOK_AGAIN, sender_of, wanted_type
from appcare.domain.rollout.answer_watch import ANSWER_WATCH, watch_lane
from appcare.domain.rollout.gate_facts import ROLLOUT_ADMITTED, gate_fact_of
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
    """Ask to watch each conversation that was opened."""
    openings = [(record.key, found.id) for record in records if (found := opening_of(record))]
    return [Outgoing(LATER, EventRef(key, WATCH, lane, lane)) for key, lane in openings]


def answers_of(
    records: Sequence[LogRecord], contact_ids: Mapping[LogKey, str], governs: Callable[[str], bool]
) -> list[Outgoing]:
    """Ask to look once whether each conversation that was opened, or let in, is answered in time.

    Args:
        records: what is routed.
        contact_ids: key of a record that is a customer's -> whose.
        governs: whether a business number, by its id, has a rollout that heeds it.
    """
    outgoing = []
    for record in records:
        if (opened := opening_of(record)) and governs(opened.number_id):
            lane, conversation_id = watch_lane(opened.contact_id, opened.at), opened.id
        elif record.kind == ROLLOUT_ADMITTED and record.key in contact_ids:
            fact = gate_fact_of(record)
            # The fact has the moment of what caused it; the stream says when it came, at every try the same.
            lane = watch_lane(contact_ids[record.key], record.arrived_at or fact.at)
            conversation_id = fact.conversation_id
        else:
            continue
        outgoing.append(Outgoing(LATER, EventRef(record.key, ANSWER_WATCH, lane, conversation_id)))
    return outgoing
