"""What the commands of one deployment stand on: where it is, its log, and who understands that."""

from functools import cached_property
from pathlib import Path
from typing import Any

from appcare.application.channels import Channels
from appcare.application.find_contact import FindContact
from appcare.application.own_facts import own_facts
from appcare.aws.bodies import S3Bodies
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.state.contact_book import DynamoContactBook
from appcare.system_clock import SystemClock
from appcare.whatsapp.keys import CHANNEL, CHANNEL_NAME
from appcare.whatsapp.topics import topic_book
from appcare.whatsapp.translate import WhatsApp
from cli.appcare.stage import Stage


class Silence:
    """`Telemetry` that says nothing: the commands print themselves."""

    def count(self, metric: str, value: int = 1, **dimensions: str) -> None:
        """Count nothing."""

    def line(self, message: str, **fields: object) -> None:
        """Write nothing."""


class Ground:
    """Connects to a deployment by the outputs of its CloudFormation stacks, at the first use."""

    def __init__(self, *, stage: str, settings_file: Path, local: bool) -> None:
        """Connect at the first use; `local`: to the stack of `make up`."""
        self._stage = Stage(name=stage, settings_file=settings_file, local=local)
        self._telemetry = Silence()
        self._clock = SystemClock()

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
