"""What the commands work on: the use cases of one deployment."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from appcare.application.count_prices import ReadPrices
from appcare.application.delivery_list import DeliveryList
from appcare.application.operator_ports import ListReader, ParkedLetters
from appcare.application.redrive_dead_letters import RedriveDeadLetters
from appcare.application.replay_range import ReplayRange
from appcare.application.request_replay import RequestReplay
from appcare.application.reroute_parked import RerouteParked
from appcare.application.rollout.order import OrderRollout
from appcare.application.rollout.plan_ports import PlanDeployments
from appcare.application.rollout.ports import Rollouts
from appcare.application.rollout.read_openings import ReadOpenings
from appcare.application.rollout.show import ShowRollouts
from appcare.application.rollout.show_waiting import ShowWaiting
from appcare.application.rotate_secret import RotateSecret
from appcare.application.subscription import Subscription
from appcare.application.switch_destinations import SwitchDestinations
from appcare.application.template_ports import Templates
from appcare.config.settings import Settings
from appcare.domain.rollout.plan_check import Surroundings


class Deployment(Protocol):
    """One deployment; each part is put together when a command first needs it.

    Everything may raise `AppCareError` or `DeploymentError`, whose text is a sentence for the operator.
    """

    def destinations(self) -> SwitchDestinations:
        """Return what shows and switches destinations."""
        ...

    def deliveries(self) -> DeliveryList:
        """Return the list of failed deliveries."""
        ...

    def replays(self) -> RequestReplay:
        """Return what asks for single replays."""
        ...

    def ranges(self) -> ReplayRange:
        """Return what replays everybody's events of a time."""
        ...

    def subscription(self, destination: str) -> Subscription:
        """Return what a destination hears of."""
        ...

    def letter_queues(self) -> Sequence[str]:
        """Return the names of the queues that have dead letters: destinations, `media`, `wakeups`."""
        ...

    def dead_letters(self, queue: str) -> RedriveDeadLetters:
        """Return what looks at a queue's dead letters and sends them back."""
        ...

    def parked_letters(self) -> ParkedLetters:
        """Return the log records that were set aside."""
        ...

    def rerouting(self) -> RerouteParked:
        """Return what routes such records again."""
        ...

    def templates(self) -> Templates:
        """Return what is known of message templates."""
        ...

    def template_accounts(self) -> Mapping[str, str]:
        """Return the accounts whose templates are known: configured name -> `waba_id`."""
        ...

    def list_reader(self) -> ListReader:
        """Return what has the lists of templates read."""
        ...

    def prices(self) -> ReadPrices:
        """Return what reads how many messages had which price."""
        ...

    def secret(self, destination: str) -> RotateSecret:
        """Return what rotates a destination's signing secret."""
        ...

    def openings(self) -> ReadOpenings:
        """Return what finds the conversations that began in a time."""
        ...

    def settings(self) -> Settings:
        """Return what the user configured."""
        ...

    def shown_rollouts(self) -> ShowRollouts:
        """Return what shows where the numbers of the plan stand."""
        ...

    def waiting_rooms(self) -> ShowWaiting:
        """Return what shows who waits to be let in."""
        ...

    def rollouts(self) -> Rollouts:
        """Return the plan in force and where the numbers stand."""
        ...

    def rollout_orders(self) -> OrderRollout:
        """Return what takes orders about rollouts."""
        ...

    def plan_deployments(self) -> PlanDeployments:
        """Return what puts plans in force."""
        ...

    def surroundings(self) -> Surroundings:
        """Return what a rollout's plan is checked against; the settings' file is all it takes."""
        ...


class DeploymentError(Exception):
    """There is no such deployment, or no such part of it; the text is one sentence that says what to do."""


def check_destination(deployment: Deployment, name: str) -> None:
    """Make sure that a deployment has a destination, so that a typo is not taken for "nothing there".

    Raises:
        DeploymentError: it has none of that name.
    """
    names = deployment.destinations().names
    if name not in names:
        message = f"There is no destination {name!r}: there are {', '.join(names)}."
        raise DeploymentError(message)
