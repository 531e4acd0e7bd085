"""A deployment in memory, and the command typed over it."""

from collections.abc import Mapping, Sequence

from typer.testing import CliRunner, Result

from appcare.application.count_prices import ReadPrices
from appcare.application.delivery_list import DeliveryList
from appcare.application.operator_ports import ListReader
from appcare.application.read_templates import ReadList
from appcare.application.redrive_dead_letters import RedriveDeadLetters
from appcare.application.replay_range import RangePorts, ReplayRange
from appcare.application.request_replay import RequestReplay
from appcare.application.reroute_parked import RefusedRecords, RerouteParked
from appcare.application.rollout.order import OrderRollout
from appcare.application.rollout.read_openings import ReadOpenings
from appcare.application.rollout.show import ShowRollouts
from appcare.application.rollout.show_waiting import ShowWaiting
from appcare.application.rotate_secret import RotateSecret
from appcare.application.subscription import Subscription
from appcare.application.switch_destinations import SwitchDestinations
from appcare.config.settings import Settings
from appcare.domain.rollout.plan_check import Surroundings
from appcare.memory.clock import MovedClock
from appcare.memory.operator import MemoryDeadLetters, MemoryLogScan, MemoryParkedLetters, MemorySecretStore
from appcare.memory.plan_deployments import MemoryPlanDeployments
from appcare.memory.prices import MemoryPrices
from appcare.memory.rollouts import MemoryRollouts
from appcare.memory.tallies import MemoryTallies
from appcare.memory.templates import MemoryTemplates
from appcare.memory.waiting_room import MemoryWaitingRoom
from appcare.whatsapp.country import country_of, customer_in
from cli.appcare import main
from cli.appcare.deployment import DeploymentError
from tests.unit.deliveries.verifying_crm import SECRET
from tests.unit.deliveries.world import CRM, World
from tests.unit.rollout.plans import SURROUNDINGS
from tests.unit.rollout.world import World as RollingWorld


class MemoryDeployment:
    """`Deployment` over a world in memory."""

    def __init__(self, world: World) -> None:
        """Operate `world`."""
        self.world = world
        self.configured = Settings()
        self.parked = MemoryParkedLetters()
        self.counted = MemoryPrices()
        self.known_templates = MemoryTemplates()
        self.waba_ids: dict[str, str] = {}
        self.lists: list[ReadList] = []
        self.rolling = RollingWorld()
        self.in_force = self.rolling.rollouts
        self.room, self.tallies = MemoryWaitingRoom(), MemoryTallies()
        self.plans = MemoryPlanDeployments()
        self.secrets = MemorySecretStore()
        self.secrets.write(CRM, {"current": SECRET, "previous": ""})

    def openings(self) -> ReadOpenings:
        """Return what finds conversations."""
        return ReadOpenings(
            scan=MemoryLogScan(self.world.log),
            log=self.world.log,
            clock=self.world.clock,
            customer_in=customer_in,
            country_of=country_of,
        )

    def settings(self) -> Settings:
        """Return what is configured."""
        return self.configured

    def destinations(self) -> SwitchDestinations:
        """Return what switches destinations."""
        return self.world.switches

    def deliveries(self) -> DeliveryList:
        """Return the list."""
        return self.world.list

    def replays(self) -> RequestReplay:
        """Return what asks for replays."""
        return self.world.replays

    def ranges(self) -> ReplayRange:
        """Return what replays a time."""
        world = self.world
        ports = RangePorts(
            scan=MemoryLogScan(world.log),
            contacts=world.book,
            replayable=world.replayable,
            queues=world.queues,
            clock=world.clock,
        )
        return ReplayRange(ports)

    def subscription(self, destination: str) -> Subscription:
        """Return what the CRM hears of."""
        if destination != CRM:
            message = f"There is no destination {destination!r}: there are {CRM}."
            raise DeploymentError(message)
        return self.world.to

    def letter_queues(self) -> Sequence[str]:
        """Return the queue's name."""
        return [CRM]

    def dead_letters(self, queue: str) -> RedriveDeadLetters:
        """Return what redrives."""
        letters = MemoryDeadLetters(self.world.queues, queue)
        return RedriveDeadLetters(queue, letters=letters, deliveries=self.world.list, log=self.world.log)

    def parked_letters(self) -> MemoryParkedLetters:
        """Return what was set aside."""
        return self.parked

    def rerouting(self) -> RerouteParked:
        """Return what routes again."""
        refused = RefusedRecords()
        return RerouteParked(
            letters=self.parked,
            log=self.world.log,
            scan=MemoryLogScan(self.world.log),
            router=self.world.build_router(refused),
            refused=refused,
        )

    def templates(self) -> MemoryTemplates:
        """Return what is known of templates."""
        return self.known_templates

    def template_accounts(self) -> Mapping[str, str]:
        """Return the accounts that name their id."""
        return self.waba_ids

    def list_reader(self) -> ListReader:
        """Return what reads lists: this, and what it answers."""
        return self

    def read(self) -> Sequence[ReadList]:
        """Return what came of the lists; see `ListReader`."""
        return self.lists

    def prices(self) -> ReadPrices:
        """Return what reads prices."""
        return ReadPrices(self.counted)

    def secret(self, destination: str) -> RotateSecret:
        """Return what rotates."""
        return RotateSecret(destination, self.secrets)

    def shown_rollouts(self) -> ShowRollouts:
        """Return what shows where the numbers of the plan stand."""
        return ShowRollouts(self.rollouts(), self.room, self.tallies)

    def waiting_rooms(self) -> ShowWaiting:
        """Return what shows who waits to be let in."""
        return ShowWaiting(self.rollouts(), self.room, MovedClock())

    def rollouts(self) -> MemoryRollouts:
        """Return what is in force."""
        return self.in_force

    def rollout_orders(self) -> OrderRollout:
        """Return what takes orders."""
        return self.rolling.orders

    def plan_deployments(self) -> MemoryPlanDeployments:
        """Return what puts plans in force."""
        return self.plans

    def surroundings(self) -> Surroundings:
        """Return what plans are checked against."""
        return SURROUNDINGS


def run(deployment: MemoryDeployment, *arguments: str, told: str = "") -> Result:
    """Run a command."""
    return CliRunner().invoke(main.app, list(arguments), obj=deployment, input=told)


def said(result: Result) -> str:
    """Return what a command that succeeded printed."""
    assert result.exit_code == 0, result.output
    return result.output
