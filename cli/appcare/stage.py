"""A deployed stage, or the local stack: its settings, the outputs of its stacks, and how it is reached."""

import json
import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from appcare.application.route_event import MEDIA_QUEUE
from appcare.aws.deployment import Connection
from appcare.config.settings import Settings
from appcare.config.settings_error import SettingsError
from appcare.config.toml_file import read_settings
from appcare.domain.errors import AppCareError
from cli.appcare.deployment import DeploymentError

LOCAL_DIR = "APPCARE_LOCAL_DIR"
WAKEUPS = "wakeups"


class Stage:
    """Connects at the first use; everything may raise `DeploymentError`."""

    def __init__(self, *, name: str, settings_file: Path, local: bool) -> None:
        """Look for a stage of that name (empty: the settings name it); `local`: for that of `make up`."""
        self._name = name
        self._local_dir = Path(os.environ.get(LOCAL_DIR) or ".local") if local else None
        self._settings_file = self._local_dir / "appcare.toml" if self._local_dir else settings_file

    @cached_property
    def settings(self) -> Settings:
        """What the user configured."""
        try:
            return read_settings(self._settings_file)
        except (OSError, SettingsError) as error:
            message = f"The settings {self._settings_file} cannot be read: {error}"
            raise DeploymentError(message) from error

    @cached_property
    def outputs(self) -> dict[str, str]:
        """What the CloudFormation stacks say: name -> value."""
        name = self._name or self.settings.service.stage
        try:
            return self._connection.outputs(f"appcare-{name}")
        except AppCareError as error:
            message = f"The stage {name!r} is not there, or may not be seen with these credentials: {error}"
            raise DeploymentError(message) from error

    def client(self, service: str) -> Any:
        """Return a client of an AWS service."""
        return self._connected(lambda: self._connection.client(service))

    def patient_client(self, service: str, seconds: float) -> Any:
        """Return a client that waits so many seconds for an answer, and asks once."""
        return self._connected(lambda: self._connection.patient_client(service, seconds))

    def _connected(self, connect: Callable[[], Any]) -> Any:
        try:
            return connect()
        except AppCareError as error:
            message = f"AWS cannot be reached: are AWS_PROFILE and AWS_REGION set? ({error})"
            raise DeploymentError(message) from error

    def url(self, output: str) -> str:
        """Return the URL of the queue that an output names, as it is reached from here."""
        return self._connection.reachable(self.outputs[output])

    @cached_property
    def queues(self) -> dict[str, str]:
        """Lane's queue -> its URL."""
        urls = {**self._urls("DestinationQueues"), **self._urls("SenderQueues")}
        return {**urls, MEDIA_QUEUE: self.url("MediaQueue")}

    @cached_property
    def dead_letters(self) -> dict[str, tuple[str, str]]:
        """Queue -> URL of its dead letters, URL of itself."""
        dead = {
            **self._urls("DestinationDeadLetters"),
            **self._urls("SenderDeadLetters"),
            MEDIA_QUEUE: self.url("MediaDeadLetters"),
        }
        pairs = {name: (dead[name], url) for name, url in self.queues.items()}
        return {**pairs, WAKEUPS: (self.url("WakeupsDeadLetters"), self.url("WakeupsQueue"))}

    def _urls(self, output: str) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.outputs[output])
        return {name: self._connection.reachable(url) for name, url in found.items()}

    @cached_property
    def _connection(self) -> Connection:
        return Connection(_endpoint_in(self._local_dir) if self._local_dir else None)


def _endpoint_in(folder: Path) -> str:
    """Return where the local stack in a folder plays AWS, as it says of itself while it is up."""
    try:
        return str(json.loads((folder / "stack.json").read_text(encoding="utf-8"))["aws_endpoint_url"])
    except (OSError, ValueError, KeyError):
        message = f"No local stack is up in {folder}: `make up` starts one."
        raise DeploymentError(message) from None
