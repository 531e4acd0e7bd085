"""Puts the use cases of rollouts together over a deployment."""

from appcare.application.rollout.order import OrderRollout
from appcare.application.rollout.read_openings import ReadOpenings
from appcare.application.rollout.settle import SettleStandings
from appcare.application.rollout.show import ShowRollouts
from appcare.application.rollout.show_waiting import ShowWaiting
from appcare.aws.log_scan import DynamoLogScan
from appcare.aws.plan_deployments import AppConfigPlanDeployments, PlanPlace
from appcare.aws.state.rollouts import DynamoRollouts
from appcare.aws.state.tallies import DynamoTallies
from appcare.aws.state.waiting_room import DynamoWaitingRoom
from appcare.config.settings import Settings
from appcare.domain.rollout.plan_check import Surroundings
from appcare.rollout_concerns import places_of
from appcare.rollout_surroundings import surroundings_of
from appcare.whatsapp.country import country_of, customer_in
from appcare.whatsapp.keys import CHANNEL
from cli.appcare.ground import Ground


class RolloutParts(Ground):
    """Of `Deployment`, what rollouts are about."""

    def openings(self) -> ReadOpenings:
        """Return what finds the conversations that began in a time."""
        return ReadOpenings(
            scan=DynamoLogScan(*self._log_table),
            log=self._log,
            clock=self._clock,
            customer_in=customer_in,
            country_of=country_of,
        )

    def settings(self) -> Settings:
        """Return what the user configured."""
        return self._stage.settings

    def shown_rollouts(self) -> ShowRollouts:
        """Return what shows where the numbers of the plan stand."""
        return ShowRollouts(self.rollouts(), DynamoWaitingRoom(*self._state), DynamoTallies(*self._state))

    def waiting_rooms(self) -> ShowWaiting:
        """Return what shows who waits to be let in."""
        return ShowWaiting(self.rollouts(), DynamoWaitingRoom(*self._state), self._clock)

    def rollouts(self) -> DynamoRollouts:
        """Return the plan in force and where the numbers stand."""
        return DynamoRollouts(*self._state)

    def rollout_orders(self) -> OrderRollout:
        """Return what takes orders about rollouts."""
        settle = SettleStandings(
            rollouts=self.rollouts(),
            log=self._log,
            clock=self._clock,
            telemetry=self._telemetry,
            places=places_of(self._stage.settings, CHANNEL),
        )
        return OrderRollout(self.rollouts(), settle)

    def plan_deployments(self) -> AppConfigPlanDeployments:
        """Return what puts plans in force."""
        told = self._stage.outputs
        place = PlanPlace(
            application=told["PlanApplication"],
            profile=told["PlanProfile"],
            environment=told["PlanEnvironment"],
            strategy=told["PlanStrategy"],
        )
        return AppConfigPlanDeployments(self._stage.client("appconfig"), place)

    def surroundings(self) -> Surroundings:
        """Return what a rollout's plan is checked against."""
        return surroundings_of(self._stage.settings)
