"""Puts the use cases together over a deployed stage, or over the local stack."""

import json
import secrets
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from appcare.application.channels import Channels
from appcare.application.count_prices import ReadPrices
from appcare.application.delivery_list import DeliveryList
from appcare.application.find_contact import FindContact
from appcare.application.find_replayable import FindReplayable
from appcare.application.own_facts import own_facts
from appcare.application.read_history import ReadHistory
from appcare.application.redrive_dead_letters import RedriveDeadLetters
from appcare.application.replay_range import RangePorts, ReplayRange
from appcare.application.request_replay import ReplayPorts, RequestReplay
from appcare.application.reroute_parked import RefusedRecords, RerouteParked
from appcare.application.rollout.order import OrderRollout
from appcare.application.rollout.read_openings import ReadOpenings
from appcare.application.rollout.settle import SettleStandings
from appcare.application.rollout.show import ShowRollouts
from appcare.application.rollout.show_waiting import ShowWaiting
from appcare.application.rotate_secret import RotateSecret
from appcare.application.route_event import MEDIA_QUEUE, EventRouter, RouterPorts
from appcare.application.subscription import Subscription
from appcare.application.switch_destinations import SwitchDestinations
from appcare.aws.bodies import S3Bodies
from appcare.aws.dead_letters import SqsDeadLetters, SqsParkedLetters
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.history import DynamoHistory
from appcare.aws.list_reader import LambdaListReader
from appcare.aws.log_scan import DynamoLogScan
from appcare.aws.plan_deployments import AppConfigPlanDeployments, PlanPlace
from appcare.aws.queues import SqsDeliveryQueues
from appcare.aws.secret_store import SecretsManagerStore
from appcare.aws.state.contact_book import DynamoContactBook
from appcare.aws.state.contacts import DynamoContacts
from appcare.aws.state.conversations import DynamoConversations
from appcare.aws.state.delivery_list import DynamoDeliveryList
from appcare.aws.state.destination_states import DynamoDestinationStates
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.learners import learners
from appcare.aws.state.prices import DynamoPrices
from appcare.aws.state.progresses import DynamoProgresses
from appcare.aws.state.rollouts import DynamoRollouts
from appcare.aws.state.tallies import DynamoTallies
from appcare.aws.state.templates import DynamoTemplates
from appcare.aws.state.waiting_room import DynamoWaitingRoom
from appcare.config.settings import LATER, Settings
from appcare.domain.rollout.plan_check import Surroundings
from appcare.rollout_concerns import places_of, scopes_of
from appcare.rollout_routing import Around, rollout_routing
from appcare.rollout_surroundings import surroundings_of
from appcare.system_clock import SystemClock
from appcare.whatsapp.country import country_of, customer_in
from appcare.whatsapp.keys import CHANNEL, CHANNEL_NAME
from appcare.whatsapp.topics import topic_book
from appcare.whatsapp.translate import WhatsApp
from cli.appcare.deployment import DeploymentError
from cli.appcare.stage import Stage

LIST_SECONDS = 600.0
"""The longest that the function reading lists may take."""


class Silence:
    """`Telemetry` that says nothing: the commands print themselves."""

    def count(self, metric: str, value: int = 1, **dimensions: str) -> None:
        """Count nothing."""

    def line(self, message: str, **fields: object) -> None:
        """Write nothing."""


class AwsDeployment:
    """`Deployment` by the outputs of its CloudFormation stacks."""

    def __init__(self, *, stage: str, settings_file: Path, local: bool) -> None:
        """Connect at the first use; `local`: to the stack of `make up`."""
        self._stage = Stage(name=stage, settings_file=settings_file, local=local)
        self._telemetry = Silence()
        self._clock = SystemClock()

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

    @property
    def _state(self) -> tuple[Any, str]:
        return self._stage.client("dynamodb"), self._stage.outputs["StateTable"]

    @property
    def _log_table(self) -> tuple[Any, str]:
        return self._stage.client("dynamodb"), self._stage.outputs["EventLogTable"]

    @cached_property
    def _log(self) -> DynamoEventLog:
        bodies = S3Bodies(self._stage.client("s3"), self._stage.outputs["BodiesBucket"])
        return DynamoEventLog(*self._log_table, bodies)

    @cached_property
    def _contacts(self) -> FindContact:
        return FindContact(DynamoContactBook(*self._state))

    @cached_property
    def _channels(self) -> Channels:
        """Who understands the log's records: the same as for the functions."""
        name = self._stage.settings.number_name
        topics = topic_book(self._stage.settings.topics)
        return Channels({CHANNEL: WhatsApp(name, topics)}, own=own_facts(name, {CHANNEL: CHANNEL_NAME}))

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
