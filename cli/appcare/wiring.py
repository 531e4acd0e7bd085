"""Puts the use cases together over a deployed stage, or over the local stack."""

import json
import secrets
from collections.abc import Mapping, Sequence
from functools import cached_property

from appcare.application.count_prices import ReadPrices
from appcare.application.delivery_list import DeliveryList
from appcare.application.find_replayable import FindReplayable
from appcare.application.read_history import ReadHistory
from appcare.application.redrive_dead_letters import RedriveDeadLetters
from appcare.application.replay_range import RangePorts, ReplayRange
from appcare.application.request_replay import ReplayPorts, RequestReplay
from appcare.application.reroute_parked import RefusedRecords, RerouteParked
from appcare.application.rotate_secret import RotateSecret
from appcare.application.route_event import MEDIA_QUEUE, EventRouter, RouterPorts
from appcare.application.subscription import Subscription
from appcare.application.switch_destinations import SwitchDestinations
from appcare.aws.dead_letters import SqsDeadLetters, SqsParkedLetters
from appcare.aws.history import DynamoHistory
from appcare.aws.list_reader import LambdaListReader
from appcare.aws.log_scan import DynamoLogScan
from appcare.aws.queues import SqsDeliveryQueues
from appcare.aws.secret_store import SecretsManagerStore
from appcare.aws.state.contacts import DynamoContacts
from appcare.aws.state.conversations import DynamoConversations
from appcare.aws.state.delivery_list import DynamoDeliveryList
from appcare.aws.state.destination_states import DynamoDestinationStates
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.learners import learners
from appcare.aws.state.prices import DynamoPrices
from appcare.aws.state.progresses import DynamoProgresses
from appcare.aws.state.templates import DynamoTemplates
from appcare.config.settings import LATER
from appcare.rollout_concerns import scopes_of
from appcare.rollout_routing import Around, rollout_routing
from cli.appcare.deployment import DeploymentError
from cli.appcare.rollout.parts import RolloutParts

LIST_SECONDS = 600.0
"""The longest that the function reading lists may take."""


class AwsDeployment(RolloutParts):
    """`Deployment` by the outputs of its CloudFormation stacks."""

    def destinations(self) -> SwitchDestinations:
        """Return what shows and switches destinations."""
        return SwitchDestinations(
            self._stage.settings.lanes(),
            states=DynamoDestinationStates(*self._state),
            lanes=DynamoLanes(*self._state),
            clock=self._clock,
            telemetry=self._telemetry,
        )

    def deliveries(self) -> DeliveryList:
        """Return the list of failed deliveries."""
        return DynamoDeliveryList(*self._state)

    def replays(self) -> RequestReplay:
        """Return what asks for single replays."""
        ports = ReplayPorts(
            log=self._log,
            deliveries=self.deliveries(),
            contacts=self._contacts,
            clock=self._clock,
            telemetry=self._telemetry,
            new_id=lambda: f"rpl_{secrets.token_hex(13)}",
        )
        return RequestReplay(ports, self._replayable, self._stage.settings.retention.messages_days)

    def ranges(self) -> ReplayRange:
        """Return what replays everybody's events of a time."""
        ports = RangePorts(
            scan=DynamoLogScan(*self._log_table),
            contacts=self._contacts,
            replayable=self._replayable,
            queues=self._queues,
            clock=self._clock,
        )
        return ReplayRange(ports)

    def subscription(self, destination: str) -> Subscription:
        """Return what a destination hears of."""
        for to in self._subscriptions:
            if to.destination == destination:
                return to
        names = ", ".join(to.name for to in self._stage.settings.destinations)
        message = f"There is no destination {destination!r}: there are {names}."
        raise DeploymentError(message)

    def letter_queues(self) -> Sequence[str]:
        """Return the names of the queues that have dead letters."""
        return list(self._stage.dead_letters)

    def dead_letters(self, queue: str) -> RedriveDeadLetters:
        """Return what looks at a queue's dead letters and sends them back."""
        url, source_url = self._stage.dead_letters[queue]
        letters = SqsDeadLetters(self._stage.client("sqs"), destination=queue, url=url, source_url=source_url)
        return RedriveDeadLetters(queue, letters=letters, deliveries=self.deliveries(), log=self._log)

    def parked_letters(self) -> SqsParkedLetters:
        """Return the log records that were set aside."""
        return SqsParkedLetters(self._stage.client("sqs"), self._stage.url("ParkedQueue"))

    def rerouting(self) -> RerouteParked:
        """Return what routes such records again."""
        refused = RefusedRecords()
        return RerouteParked(
            letters=self.parked_letters(),
            log=self._log,
            scan=DynamoLogScan(*self._log_table),
            router=self._router(refused),
            refused=refused,
        )

    def templates(self) -> DynamoTemplates:
        """Return what is known of message templates."""
        return DynamoTemplates(*self._state)

    def template_accounts(self) -> Mapping[str, str]:
        """Return the accounts whose templates are known: configured name -> `waba_id`."""
        return {one.name: one.waba_id for one in self._stage.settings.accounts if one.waba_id}

    def list_reader(self) -> LambdaListReader:
        """Return what has the lists of templates read."""
        client = self._stage.patient_client("lambda", LIST_SECONDS)
        return LambdaListReader(client, self._stage.outputs["TemplateReaderName"])

    def prices(self) -> ReadPrices:
        """Return what reads how many messages had which price."""
        return ReadPrices(DynamoPrices(*self._state))

    def secret(self, destination: str) -> RotateSecret:
        """Return what rotates a destination's signing secret."""
        ids: dict[str, str] = json.loads(self._stage.outputs["DestinationSecrets"])
        if destination not in ids:
            message = f"The destination {destination!r} signs nothing: {', '.join(ids) or 'none'} do."
            raise DeploymentError(message)
        return RotateSecret(ids[destination], SecretsManagerStore(self._stage.client("secretsmanager")))

    def _router(self, refused: RefusedRecords) -> EventRouter:
        around = Around(log=self._log, queues=self._queues, clock=self._clock, telemetry=self._telemetry)
        ports = RouterPorts(
            log=self._log,
            contacts=DynamoContacts(*self._state),
            conversations=DynamoConversations(*self._state),
            progresses=DynamoProgresses(*self._state),
            queues=self._queues,
            parked=refused,
            clock=self._clock,
            telemetry=self._telemetry,
            learners=learners(
                *self._state,
                self._channels,
                account_with=self._stage.settings.account_with,
                number_with=self._stage.settings.number_with,
                scopes=scopes_of(self._stage.settings),
            ),
            rollout=rollout_routing(*self._state, around, self._stage.settings),
        )
        return EventRouter(
            ports=ports,
            channels=self._channels,
            subscriptions=self._subscriptions,
            silence_hours=self._stage.settings.conversations.silence_hours,
            own_queues=(MEDIA_QUEUE, *self._stage.settings.senders(), LATER),
            number_name=self._stage.settings.number_name,
        )

    @cached_property
    def _replayable(self) -> FindReplayable:
        histories = ReadHistory(
            history=DynamoHistory(*self._log_table, self._log),
            conversations=DynamoConversations(*self._state),
            channels=self._channels,
            telemetry=self._telemetry,
        )
        return FindReplayable(
            histories=histories,
            progresses=DynamoProgresses(*self._state),
            deliveries=self.deliveries(),
            log=self._log,
            number_name=self._stage.settings.number_name,
        )

    @property
    def _subscriptions(self) -> list[Subscription]:
        stanzas = self._stage.settings.destinations
        return [Subscription(to.name, to.types, to.numbers, to.topics) for to in stanzas]

    @cached_property
    def _queues(self) -> SqsDeliveryQueues:
        return SqsDeliveryQueues(self._stage.client("sqs"), self._stage.queues)
