"""What the rollout's decision costs beside routing the message that it is about.

Every message opens a conversation, which is the only time that the rollout decides. The ports are in
memory: what a database adds to routing, and so takes from the decision's part, is left out.
"""

import gc
import json
import statistics
from collections.abc import Callable
from time import process_time_ns

from rich.console import Console
from rich.table import Table

from appcare.application.channels import Channels
from appcare.application.own_facts import own_facts
from appcare.application.rollout.gate import GatePorts, RolloutGate
from appcare.application.rollout.let_through import HoldPorts
from appcare.application.rollout.remembered import RememberedRollouts
from appcare.application.rollout.routing import RolloutRouting
from appcare.application.rollout.usher import Usher, UsherPorts
from appcare.application.route_event import EventRouter, RouterPorts
from appcare.application.subscription import Subscription
from appcare.domain.identity import Alias, AliasKind, new_contact_id
from appcare.domain.log import LogRecord
from appcare.domain.rollout.decision import Candidate, is_in
from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.texts import Texts
from appcare.memory.clock import MovedClock
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.lanes import MemoryLanes
from appcare.memory.queues import MemoryDeliveryQueues, MemoryParkedRecords
from appcare.memory.rollouts import MemoryRollouts
from appcare.memory.state import MemoryConversations, MemoryProgresses
from appcare.memory.tallies import MemoryTallies
from appcare.memory.telemetry import MemoryTelemetry
from appcare.memory.waiting_room import MemoryWaitingRoom
from appcare.whatsapp.country import country_of
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp

BATCH = 100
BLOCKS, WARM = 40, 3
NUMBER = "106540352242922"
SECOND = 1_795_000_000

PLAN = Plan.model_validate(
    {
        "numbers": {
            "support": {
                "steps": (
                    {
                        "name": "nearly all",
                        "share": 99.99,
                        "countries": ("NL", "BE", "+49"),
                        "allow": tuple(f"+3161234{place:04d}" for place in range(200)),
                        "deny": tuple(f"+3165432{place:04d}" for place in range(200)),
                    },
                    {"name": "all", "share": 100},
                )
            }
        }
    }
)
"""A step that makes the decision look at everything it can look at, and lets in whoever writes here."""


OPEN = Plan()
"""A plan that names no number: everybody is in."""


def decision(console: Console) -> None:
    """Route the same messages with and without a plan, in turn, and print what the plan adds."""
    blocks = [_block(place) for place in range(BLOCKS + WARM)][WARM:]
    without, with_, alone = (statistics.median(times) for times in zip(*blocks, strict=True))
    table = Table("per message that opens a conversation", "median µs", "of routing")
    table.add_row("routing, number without a plan", f"{without:.1f}", "1.000")
    table.add_row("routing, step with segments, lists, share", f"{with_:.1f}", f"{with_ / without:.3f}")
    table.add_row("the decision by itself", f"{alone:.2f}", f"{alone / without:.3f}")
    console.print(table)


def _block(place: int) -> tuple[float, float, float]:
    """Return the time of routing without a plan, with one, and of deciding alone: of one batch, each new."""
    records = _records(place)
    free, planned = _router(OPEN), _router(PLAN)
    sides = [lambda: free.route(records), lambda: planned.route(records)]
    order = (0, 1) if place % 2 else (1, 0)
    took = {side: _timed(sides[side]) for side in order}
    candidates = [_candidate(place, one) for one in range(BATCH)]
    alone = _timed(lambda: [is_in(PLAN.numbers["support"].steps[0], who) for who in candidates])
    return took[0], took[1], alone


def _timed(work: Callable[[], object]) -> float:
    """Return microseconds for each message; collecting garbage is nobody's part."""
    gc.collect()
    gc.disable()
    began = process_time_ns()
    work()
    took = process_time_ns() - began
    gc.enable()
    return took / BATCH / 1_000


def _customer(place: int, one: int) -> str:
    return f"316{place:04d}{one:04d}"


def _records(place: int) -> list[LogRecord]:
    messages = [
        {
            "from": _customer(place, one),
            "id": f"wamid.{place}.{one}",
            "timestamp": str(SECOND),
            "type": "text",
            "text": {"body": "Hello, where is my order?"},
        }
        for one in range(BATCH)
    ]
    value = {"metadata": {"phone_number_id": NUMBER}, "messages": messages}
    body = json.dumps({"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]})
    return list(split(body.encode(), retention_s=365 * 86_400, now_s=SECOND).records)


def _candidate(place: int, one: int) -> Candidate:
    phone = _customer(place, one)
    contact_id = new_contact_id(Alias(AliasKind.PHONE, phone))
    return Candidate(contact_id=contact_id, number_id=NUMBER, country="NL", phone=phone)


def _router(plan: Plan) -> EventRouter:
    clock, telemetry, log = MovedClock(SECOND * 1_000), MemoryTelemetry(), MemoryEventLog()
    rollouts, room = MemoryRollouts(), MemoryWaitingRoom()
    rollouts.take(plan, clock.now())
    known = RememberedRollouts(rollouts, clock)
    contacts, conversations, queues = MemoryContacts(), MemoryConversations(), MemoryDeliveryQueues(clock)
    gate = RolloutGate(
        GatePorts(rollouts=known, room=room, contacts=contacts, conversations=conversations, clock=clock),
        number_name=lambda _: "support",
        country_of=country_of,
        divert_again_hours=24,
    )
    usher = Usher(
        UsherPorts(
            log=log,
            rollouts=known,
            room=room,
            tallies=MemoryTallies(),
            clock=clock,
            telemetry=telemetry,
        ),
        number_name=lambda _: "support",
        country_of=country_of,
        wording=Texts((), phone="", email=""),
    )
    hold = HoldPorts(
        lanes=MemoryLanes(), conversations=conversations, queues=queues, clock=clock, telemetry=telemetry
    )
    ports = RouterPorts(
        log=log,
        contacts=contacts,
        conversations=conversations,
        progresses=MemoryProgresses(),
        queues=queues,
        parked=MemoryParkedRecords(),
        clock=clock,
        telemetry=telemetry,
        rollout=RolloutRouting(gate, usher, hold),
    )
    return EventRouter(
        ports=ports,
        channels=Channels(
            {"wa": WhatsApp(lambda _: "support")}, own=own_facts(lambda _: "support", {"wa": "whatsapp"})
        ),
        subscriptions=[Subscription("crm", ("*",))],
        silence_hours=72,
        number_name=lambda _: "support",
    )
