"""What each function may do, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyStatement
from aws_cdk.aws_sqs import IQueue

from appcare.config.event_bus import buses
from appcare.config.settings import Settings
from infra.constructs import permissions
from infra.stacks.environments import MEDIA
from infra.stacks.storage import StorageStack

Statements = Sequence[PolicyStatement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """The permissions of every function.

    Attributes:
        stack: where the functions are.
        settings: what the user configured.
        storage: what the functions work on.
        destination_queues: destination name -> its queue.
        own_queues: names of lanes of our own -> their queue.
        wakeups_queue: the queue of delays.
        parked_queue: the queue for what could not be digested.
    """

    stack: Stack
    settings: Settings
    storage: StorageStack
    destination_queues: Mapping[str, IQueue]
    own_queues: Mapping[str, IQueue]
    wakeups_queue: IQueue
    parked_queue: IQueue

    def receiver(self) -> Statements:
        """Return what `webhook_receiver` may do."""
        accounts = self.storage.credentials.accounts.values()
        return [*self._record_updates(), *permissions.read_secrets(accounts)]

    def social_receiver(self) -> Statements:
        """Return what `social_receiver` may do: no secret proves what comes this way."""
        return self._record_updates()

    def router(self) -> Statements:
        """Return what `event_router` may do."""
        park = permissions.send_to("Park", [self.parked_queue])
        return [*self._work_on_log(), *self._send_to_all_lanes(), *park]

    def publisher(self) -> Statements:
        """Return what `crm_publisher` may do."""
        return [
            *self._work_on_log(),
            *permissions.send_to("SendToLanes", self.destination_queues.values()),
            *self._wake_later(),
            permissions.link_to_media(self.storage.bodies.bucket),
            *permissions.put_on(self.stack, buses(self.settings.destinations)),
            *permissions.read_secrets(self.storage.credentials.destinations.values()),
        ]

    def fetcher(self) -> Statements:
        """Return what `media_fetcher` may do."""
        return [
            *self._work_on_log(),
            *permissions.send_to("SendToLanes", [self.own_queues[MEDIA]]),
            *self._wake_later(),
            permissions.put_media(self.storage.bodies.bucket),
            *permissions.read_secrets(self.storage.credentials.accounts.values()),
        ]

    def sender(self) -> Statements:
        """Return what `message_sender` may do."""
        queues = [queue for name, queue in self.own_queues.items() if name != MEDIA]
        return [
            *self._work_on_log(),
            *permissions.send_to("SendToLanes", queues),
            *self._wake_later(),
            permissions.read_uploads(self.storage.bodies.bucket),
            *permissions.read_secrets(self.storage.credentials.accounts.values()),
        ]

    def template_reader(self) -> Statements:
        """Return what `template_reader` may do."""
        state = self.storage.state
        return [
            permissions.read_state(state),
            permissions.keep_templates(state),
            *permissions.read_secrets(self.storage.credentials.accounts.values()),
        ]

    def clock(self) -> Statements:
        """Return what `care_clock` may do; that it may read the plan stands where that lies."""
        state = self.storage.state
        return [
            *self._send_to_all_lanes(),
            *permissions.ask_what_is_due(state),
            permissions.append_log(self.storage.event_log.table),
            permissions.move_rollouts(state),
            permissions.keep_waiting_rooms(state),
        ]

    def agent_api(self) -> Statements:
        """Return what `agent_api` may do."""
        log, state, bodies = self.storage.event_log.table, self.storage.state, self.storage.bodies.bucket
        return [
            *self._record_updates(),
            permissions.read_log(log),
            *permissions.get_updates(bodies),
            permissions.link_to_media(bodies),
            permissions.take_uploads(bodies),
            permissions.read_uploads(bodies),
            permissions.read_state(state),
            *permissions.list_what_waits(state),
            permissions.switch_destinations(state),
            permissions.move_rollouts(state),
            permissions.keep_receipts(state),
            permissions.keep_consents(state),
            *permissions.read_secrets(self.storage.credentials.destinations.values()),
        ]

    def authorizer(self) -> Statements:
        """Return what `api_authorizer` may do."""
        keys = self.storage.credentials.api_keys
        return permissions.read_secrets([keys]) if keys else ()

    def _record_updates(self) -> Statements:
        log, bodies = self.storage.event_log.table, self.storage.bodies.bucket
        return [permissions.append_log(log), permissions.put_updates(bodies)]

    def _work_on_log(self) -> Statements:
        log, bodies = self.storage.event_log.table, self.storage.bodies.bucket
        return [
            permissions.append_log(log),
            permissions.read_log(log),
            *permissions.get_updates(bodies),
            permissions.change_state(self.storage.state),
        ]

    def _send_to_all_lanes(self) -> Statements:
        queues = {**self.destination_queues, **self.own_queues}
        return permissions.send_to("SendToLanes", queues.values())

    def _wake_later(self) -> Statements:
        return permissions.send_to("WakeLater", [self.wakeups_queue])
