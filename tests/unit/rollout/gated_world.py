"""A world with a rollout: the shipped router decides, holds and lets go, and the clock lets in."""

from typing import Any

from appcare.application.rollout.admit_waiting import AdmitPorts, AdmitWaiting
from appcare.application.rollout.gate import GatePorts, RolloutGate
from appcare.application.rollout.let_through import HoldPorts
from appcare.application.rollout.routing import RolloutRouting
from appcare.application.rollout.tally_ports import Tally
from appcare.application.rollout.usher import Usher, UsherPorts
from appcare.domain.conversation import Conversation
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.outgoing import LATER, sender_of
from appcare.domain.rollout.gate_facts import KINDS, gate_fact_of
from appcare.domain.rollout.plan import Plan
from appcare.memory.rollouts import MemoryRollouts
from appcare.memory.tallies import MemoryTallies
from appcare.memory.waiting_room import MemoryWaitingRoom
from tests.unit.model.shipped import build_router
from tests.unit.model.world import CRM, Time, World

NUMBER = "support"
SENDER = sender_of(NUMBER)
DIVERT_AGAIN_HOURS = 24


class PlainWording:
    """`Wording` that can be read back."""

    def waiting(self, country: str, *, now: int, expected_at: int, position: int) -> str:
        """Say how long, in minutes, and in which place."""
        return f"wait {(expected_at - now) / 60_000:.0f} min, place {position} {country}".strip()

    def divert(self, country: str) -> str:
        """Name another way."""
        return f"please call {country}".strip()


def country_of(customer: Customer) -> str:
    """Return where the customers of these tests are from."""
    return country_in(customer.partition)


def country_in(partition: str) -> str:
    """Return the same by a log partition."""
    return "NL" if partition.rpartition("#")[2].startswith("31") else ""


def plan_of(*steps: dict[str, Any]) -> Plan:
    """Return a plan with these steps for the one number; names are made up."""
    named = [{"name": f"step {place}", **step} for place, step in enumerate(steps, 1)]
    return Plan.model_validate({"numbers": {NUMBER: {"steps": tuple(named)}}})


class RolloutWorld(World):
    """A deployment in memory whose number has a rollout."""

    def __init__(self, plan: Plan | None, seed: int = 0, *, clock: Time | None = None) -> None:
        super().__init__(seed, rate=1_000.0, clock=clock)
        self.called = NUMBER
        self.rollouts, self.room, self.tallies = MemoryRollouts(), MemoryWaitingRoom(), MemoryTallies()
        if plan:
            self.rollouts.take(plan, self.clock.now())
        self.router = build_router(self, CRM, self._rollout(), own_queues=(SENDER, LATER))
        self._admit = AdmitWaiting(
            self._ports(AdmitPorts),
            numbers=(NUMBER, "unlisted"),
            country_in=country_in,
            wording=PlainWording(),
        )

    def let_in(self) -> None:
        """The clock sees to the waiting room."""
        self._survives(self._admit.run)

    def minute(self) -> None:
        """A minute passes, and everybody does their work."""
        self.clock.advance(60_000 - self.clock.now() % 60_000)
        self.let_in()
        self.settle()

    def settle(self) -> None:
        """Go on until there is nothing to be done now."""
        while self.stream:
            self.route()
        while self.work():
            pass

    def heal(self) -> None:
        """Everything works again, and whoever waits is let in."""
        self.interruptions.before = self.interruptions.after = lambda _call, _name: None
        for _ in range(10):
            self.settle()
            self.minute()
        super().heal()

    # What is seen.

    def conversation(self, customer: str) -> Conversation:
        """Return where a customer's conversation stands."""
        found = [one for one in self.conversations.conversations.values() if customer in one.opened_by.pk]
        assert len(found) == 1
        return found[0]

    def delivered(self, customer: str) -> list[str]:
        """Return the names of a customer's messages that the CRM has, in order."""
        names = self.arrivals.names.get(customer, [])
        seen = [str(event.data.message.wamid) for event in self.crm.accepted]  # type: ignore[attr-defined]  # only messages arrive
        return [one for one in seen if one in names]

    def facts(self, kind: str = "") -> list[LogRecord]:
        """Return the decisions in the log, in order."""
        kinds = (kind,) if kind else KINDS
        found = [record for record in self.log.records.values() if record.kind in kinds]
        return sorted(found, key=lambda record: record.key.sk)

    def tally(self) -> Tally:
        """Return how many the current step let in, and how many not."""
        force = self.rollouts.read()
        assert force
        return self.tallies.read(NUMBER, force.since(NUMBER))

    def said(self) -> list[tuple[str, str]]:
        """Return what customers are to be told, each with the customer, in order."""
        refs = [one.content for one in self.queues.waiting(SENDER) if isinstance(one.content, EventRef)]
        records = [self.log.records[ref.key] for ref in refs]
        return [(one.key.pk.rpartition("#")[2], gate_fact_of(one).text) for one in records]

    def _rollout(self) -> RolloutRouting:
        wiring: Any = {"number_name": lambda _number: self.called, "country_of": country_of}
        gate = RolloutGate(self._ports(GatePorts), divert_again_hours=DIVERT_AGAIN_HOURS, **wiring)
        usher = Usher(self._ports(UsherPorts), wording=PlainWording(), **wiring)
        return RolloutRouting(gate, usher, self._ports(HoldPorts))

    def _ports(self, kind: Any) -> Any:
        """Return a dataclass of ports, each of which can be interrupted."""
        plain = {"clock": self.clock, "telemetry": self.telemetry}
        wrapped = {
            "log": self.log,
            "rollouts": self.rollouts,
            "room": self.room,
            "tallies": self.tallies,
            "contacts": self.contacts,
            "conversations": self.conversations,
            "lanes": self.lanes,
            "queues": self.queues,
        }
        every = {**plain, **{name: self.interruptions.wrap(port, name) for name, port in wrapped.items()}}
        return kind(**{name: every[name] for name in kind.__dataclass_fields__})
