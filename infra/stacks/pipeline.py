"""The stack that works: endpoint, functions and queues. Built side by side, then granted."""

from collections.abc import Mapping

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from appcare.config.alarm_kinds import alarm_prefix
from appcare.config.settings import LATER, LOOKS_PER_SECOND, Settings
from infra.assets import Assets
from infra.constructs import triggers
from infra.constructs.agent_door import AgentDoor
from infra.constructs.front_door import FrontDoor
from infra.constructs.python_function import CodeBundle, PythonFunction
from infra.constructs.queues import DeliveryQueue, ParkedQueue, StandardQueue
from infra.constructs.rollout_config import PlanProfile
from infra.constructs.social_door import SocialDoor
from infra.stacks import timeouts
from infra.stacks.environments import MEDIA, Environments
from infra.stacks.grants import Grants
from infra.stacks.outputs import tell
from infra.stacks.storage import StorageStack
from infra.target import Target

FILES_AT_ONCE = 20
"""Workers that fetch files side by side, one file each: a file's parts are in memory."""


class PipelineStack(Stack):
    """From the webhook to the CRM."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: Settings,
        target: Target,
        assets: Assets,
        storage: StorageStack,
    ) -> None:
        """Create the stack.

        Args:
            scope: where it belongs.
            id_: its name there.
            settings: what the user configured.
            target: where it is deployed to.
            assets: the code.
            storage: what it works on.
        """
        super().__init__(scope, id_, description="AppCare: endpoint, functions, queues")
        self._settings = settings
        self._storage = storage
        self._bundle = CodeBundle(self, "Code", assets=assets, arm64=target.arm64)
        self._build_queues()
        self._build_functions()
        self._build_front_door(target)
        self._build_agent_door(target)
        self._grant()
        self._connect()
        tell(self, settings, target, host=self._host)

    def _build_queues(self) -> None:
        self.deliveries: Mapping[str, DeliveryQueue] = {
            destination.name: DeliveryQueue(
                self,
                f"crm-{destination.name}",
                destination=destination.name,
                consumer_timeout=timeouts.publisher(self._settings),
            )
            for destination in self._settings.destinations
        }
        self.media = DeliveryQueue(
            self, MEDIA, destination=MEDIA, consumer_timeout=timeouts.fetcher(self._settings)
        )
        self.senders: Mapping[str, DeliveryQueue] = {
            name: DeliveryQueue(
                self, name, destination=name, consumer_timeout=timeouts.sender(self._settings)
            )
            for name in (*self._settings.senders(), LATER)
        }
        self.wakeups = StandardQueue(self, "wakeups", consumer_timeout=timeouts.CLOCK)
        self.parked = ParkedQueue(self, "parked")
        social = [account for account in self._settings.accounts if account.source == "social"]
        self.social_door = (
            SocialDoor(self, "SocialDoor", accounts=social, consumer_timeout=timeouts.RECEIVER)
            if social
            else None
        )

    def _build_functions(self) -> None:
        self.plan_checker = self._function("plan_checker", {}, timeouts.CHECKER, 512)
        self.plan = PlanProfile(self, "RolloutPlan", checker=self.plan_checker.function)
        told = Environments(
            settings=self._settings,
            storage=self._storage,
            destination_queues=self.destination_queues(),
            own_queues={name: queue.queue_url for name, queue in self._own_queues().items()},
            wakeups_queue=self.wakeups.queue.queue_url,
            parked_queue=self.parked.queue.queue_url,
            plan_application=self.plan.application.ref,
            plan_profile=self.plan.profile.ref,
        )
        slow = timeouts.publisher(self._settings)
        # More memory is more processor: the receiver's start and the publisher's TLS need it.
        self.receiver = self._function("webhook_receiver", told.receiver(), timeouts.RECEIVER, 512)
        self.social = (
            self._function("social_receiver", told.social_receiver(), timeouts.RECEIVER, 512)
            if self.social_door
            else None
        )
        self.router = self._function("event_router", told.router(), timeouts.ROUTER, 1024)
        self.publisher = self._function("crm_publisher", told.publisher(), slow, 1024)
        until = timeouts.fetcher(self._settings)
        self.fetcher = self._function("media_fetcher", told.fetcher(), until, 256)
        until = timeouts.sender(self._settings)
        self.sender = self._function("message_sender", told.sender(), until, 1024)
        self.clock = self._function("care_clock", told.clock(), timeouts.CLOCK, 512)
        self.template_reader = self._function(
            "template_reader", told.template_reader(), timeouts.TEMPLATES, 256
        )
        self.agent_api = self._function("agent_api", told.agent_api(), timeouts.API, 1024)
        self._api_keys = self._storage.credentials.api_keys
        self.authorizer = (
            self._function("api_authorizer", told.authorizer(self._api_keys), timeouts.AUTHORIZER, 512)
            if self._api_keys
            else None
        )

    def _function(
        self,
        folder: str,
        environment: Mapping[str, str],
        timeout: Duration,
        memory_mb: int,
    ) -> PythonFunction:
        return PythonFunction(
            self,
            "".join(word.capitalize() for word in folder.split("_")),
            folder=folder,
            bundle=self._bundle,
            environment=environment,
            timeout=timeout,
            memory_mb=memory_mb,
            logs_days=self._settings.retention.logs_days,
        )

    def _build_front_door(self, target: Target) -> None:
        service = self._settings.service
        days = self._settings.retention.logs_days if target.has("access log") else None
        self.front_door = FrontDoor(self, "FrontDoor", receiver=self.receiver.function, access_log_days=days)
        self._host = service.custom_domain if target.has("custom domain") else ""
        if self._host:
            domain = self.front_door.answer_on(self._host, service.certificate_arn)
            CfnOutput(self, "CustomDomainTarget", value=domain.regional_domain_name)

    def _build_agent_door(self, target: Target) -> None:
        days = self._settings.retention.logs_days if target.has("access log") else None
        self.agent_door = AgentDoor(
            self,
            "AgentDoor",
            api=self._settings.api,
            function=self.agent_api.function,
            key_authorizer=self.authorizer.function if self.authorizer else None,
            access_log_days=days,
        )

    def _grant(self) -> None:
        may = Grants(
            stack=self,
            settings=self._settings,
            storage=self._storage,
            destination_queues={name: delivery.queue for name, delivery in self.deliveries.items()},
            own_queues=self._own_queues(),
            wakeups_queue=self.wakeups.queue,
            parked_queue=self.parked.queue,
        )
        self.receiver.allow(*may.receiver())
        if self.social:
            self.social.allow(*may.social_receiver())
        self.router.allow(*may.router())
        self.publisher.allow(*may.publisher())
        self.fetcher.allow(*may.fetcher())
        self.sender.allow(*may.sender())
        self.clock.allow(*may.clock())
        self.template_reader.allow(*may.template_reader())
        self.agent_api.allow(*may.agent_api())
        if self.authorizer:
            self.authorizer.allow(*may.authorizer())

    def _connect(self) -> None:
        self.log_stream = triggers.follow_log(
            self.router, self._storage.event_log.table, set_aside=self.parked.queue
        )
        for destination in self._settings.destinations:
            triggers.consume(
                self.publisher,
                self.deliveries[destination.name].queue,
                destination.name,
                **_workers(destination.rate_per_second, destination.p99_seconds),
            )
        rates = {**self._settings.senders(), LATER: LOOKS_PER_SECOND}
        for name, sender in self.senders.items():
            triggers.consume(
                self.sender,
                sender.queue,
                name,
                **_workers(rates[name], self._settings.whatsapp.p99_seconds),
            )
        if self.social and self.social_door:
            triggers.consume(self.social, self.social_door.queue.queue, "social")
        triggers.consume(self.fetcher, self.media.queue, MEDIA, max_concurrency=FILES_AT_ONCE, batch=1)
        triggers.consume(self.clock, self.wakeups.queue, "wakeups")
        triggers.every_minute(self, "EveryMinute", self.clock)
        triggers.on_alarms(
            self,
            "OnAlarms",
            self.clock,
            prefix=alarm_prefix(self._settings.service.stage),
            others=self._settings.rollout.alarms,
        )
        triggers.every_day(
            self, "EveryDay", self.template_reader, description="AppCare reads the lists of message templates"
        )

    def functions(self) -> tuple[PythonFunction, ...]:
        """Return every function of the pipeline."""
        workers = (self.publisher, self.sender, self.fetcher)
        beside = (self.clock, self.template_reader, self.agent_api, self.plan_checker)
        always = (self.receiver, self.router, *workers, *beside)
        return (*always, *(function for function in (self.authorizer, self.social) if function))

    def _own_queues(self) -> dict[str, sqs.Queue]:
        """Return name of each lane of our own -> its queue."""
        return {MEDIA: self.media.queue, **{name: sender.queue for name, sender in self.senders.items()}}

    def destination_queues(self) -> dict[str, str]:
        """Return destination name -> URL of its queue."""
        return {name: delivery.queue.queue_url for name, delivery in self.deliveries.items()}

    def dead_letters(self) -> dict[str, sqs.Queue]:
        """Return the name of each queue that a function consumes -> its dead letters."""
        crm = {f"crm-{name}": queues.dead_letters for name, queues in self.deliveries.items()}
        senders = {name: queues.dead_letters for name, queues in self.senders.items()}
        ours = {**crm, **senders, MEDIA: self.media.dead_letters, "wakeups": self.wakeups.dead_letters}
        if self.social_door:
            ours["social"] = self.social_door.queue.dead_letters
        return ours


def _workers(rate_per_second: float, p99_seconds: float) -> dict[str, int]:
    """Return how many workers a lane's queue has, and how much each takes."""
    return {
        "max_concurrency": triggers.at_once(rate_per_second, p99_seconds),
        "batch": triggers.batch_size(rate_per_second, p99_seconds),
    }
