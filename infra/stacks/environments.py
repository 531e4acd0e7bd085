"""What each function is told: made from the classes that the functions read it with."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk.aws_secretsmanager import ISecret

from appcare.config.environment import (
    AgentApiEnvironment,
    AuthorizerEnvironment,
    ClockEnvironment,
    FetcherEnvironment,
    PublisherEnvironment,
    ReceiverEnvironment,
    RouterEnvironment,
    SenderEnvironment,
    SocialEnvironment,
    TemplateReaderEnvironment,
)
from appcare.config.settings import RESERVED, Settings
from infra.constructs.rollout_config import ENVIRONMENT
from infra.stacks.storage import StorageStack

MEDIA = RESERVED[0]
"""The lane that files are fetched in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environments:
    """The variables of every function.

    Attributes:
        settings: what the user configured.
        storage: what the functions work on.
        destination_queues: destination name -> URL of its queue.
        own_queues: names of lanes of our own -> URL of their queue.
        wakeups_queue: URL of the queue of delays.
        parked_queue: URL of the queue for what could not be digested.
        plan_application: id of the application in AppConfig that has the rollout's plan.
        plan_profile: id of its profile there.
    """

    settings: Settings
    storage: StorageStack
    destination_queues: Mapping[str, str]
    own_queues: Mapping[str, str]
    wakeups_queue: str
    parked_queue: str
    plan_application: str
    plan_profile: str

    @property
    def _lanes(self) -> Mapping[str, str]:
        return {**self.destination_queues, **self.own_queues}

    @property
    def _log(self) -> str:
        return self.storage.event_log.table.table_name

    @property
    def _state(self) -> str:
        return self.storage.state.table.table_name

    @property
    def _bodies(self) -> str:
        return self.storage.bodies.bucket.bucket_name

    def receiver(self) -> Mapping[str, str]:
        """Return what `webhook_receiver` reads."""
        return ReceiverEnvironment(
            event_log_table=self._log,
            bodies_bucket=self._bodies,
            account_secrets=self.storage.account_secrets(),
            retention_days=self.settings.retention.messages_days,
        ).to_environment()

    def social_receiver(self) -> Mapping[str, str]:
        """Return what `social_receiver` reads."""
        return SocialEnvironment(
            event_log_table=self._log,
            bodies_bucket=self._bodies,
            retention_days=self.settings.retention.messages_days,
        ).to_environment()

    def router(self) -> Mapping[str, str]:
        """Return what `event_router` reads."""
        return RouterEnvironment(
            event_log_table=self._log,
            bodies_bucket=self._bodies,
            state_table=self._state,
            destination_queues=self._lanes,
            parked_queue=self.parked_queue,
        ).to_environment()

    def publisher(self) -> Mapping[str, str]:
        """Return what `crm_publisher` reads."""
        return PublisherEnvironment(
            event_log_table=self._log,
            bodies_bucket=self._bodies,
            state_table=self._state,
            destination_queues=self.destination_queues,
            destination_secrets=self.storage.destination_secrets(),
            wakeups_queue=self.wakeups_queue,
        ).to_environment()

    def fetcher(self) -> Mapping[str, str]:
        """Return what `media_fetcher` reads."""
        return FetcherEnvironment(
            event_log_table=self._log,
            bodies_bucket=self._bodies,
            state_table=self._state,
            account_secrets=self.storage.account_secrets(),
            media_queue=self.own_queues[MEDIA],
            wakeups_queue=self.wakeups_queue,
        ).to_environment()

    def sender(self) -> Mapping[str, str]:
        """Return what `message_sender` reads."""
        return SenderEnvironment(
            event_log_table=self._log,
            bodies_bucket=self._bodies,
            state_table=self._state,
            account_secrets=self.storage.account_secrets(),
            sender_queues={name: url for name, url in self.own_queues.items() if name != MEDIA},
            wakeups_queue=self.wakeups_queue,
        ).to_environment()

    def template_reader(self) -> Mapping[str, str]:
        """Return what `template_reader` reads."""
        return TemplateReaderEnvironment(
            state_table=self._state, account_secrets=self.storage.account_secrets()
        ).to_environment()

    def clock(self) -> Mapping[str, str]:
        """Return what `care_clock` reads."""
        return ClockEnvironment(
            event_log_table=self._log,
            bodies_bucket=self._bodies,
            state_table=self._state,
            destination_queues=self._lanes,
            plan_application=self.plan_application,
            plan_environment=ENVIRONMENT,
            plan_profile=self.plan_profile,
        ).to_environment()

    def agent_api(self) -> Mapping[str, str]:
        """Return what `agent_api` reads."""
        return AgentApiEnvironment(
            event_log_table=self._log,
            bodies_bucket=self._bodies,
            state_table=self._state,
            destination_secrets=self.storage.destination_secrets(),
        ).to_environment()

    def authorizer(self, api_keys: ISecret) -> Mapping[str, str]:
        """Return what `api_authorizer` reads."""
        return AuthorizerEnvironment(api_keys_secret=api_keys.secret_arn).to_environment()
