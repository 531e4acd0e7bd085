"""A deployment as an operator reaches it: clients, and the outputs of its stacks."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore.config import Config

from appcare.aws.clients import CONFIG
from appcare.aws.failures import translated

STACKS = ("storage", "pipeline", "rollout")
LOCAL_REGION = "eu-west-1"
"""What the emulator of the local stack plays."""


class Connection:
    """Clients of the operator's own AWS account, or of the emulator at an endpoint."""

    def __init__(self, endpoint_url: str | None = None) -> None:
        """Connect with the credentials, profile and region of the environment, or to the emulator."""
        self._endpoint_url = endpoint_url
        self.client = cache(self._made)

    def patient_client(self, service: str, seconds: float) -> Any:
        """Return a client that waits so many seconds for an answer, and asks once."""
        once = Config(read_timeout=seconds, retries={"mode": "standard", "max_attempts": 1})
        return self._made(service, CONFIG.merge(once))

    def _made(self, service: str, config: Config = CONFIG) -> Any:
        with translated(f"connecting to {service}"):
            session = botocore.session.get_session()
            if self._endpoint_url is None:
                return session.create_client(service, config=config)
            return session.create_client(
                service,
                endpoint_url=self._endpoint_url,
                region_name=LOCAL_REGION,
                aws_access_key_id="APPCARELOCALSTACK",
                aws_secret_access_key="local",  # noqa: S106 - the emulator takes anything
                config=config.merge(Config(proxies={})),
            )

    def outputs(self, prefix: str) -> dict[str, str]:
        """Return the outputs of the stacks `<prefix>-storage`, `-pipeline` and `-rollout`, taken together.

        Raises:
            AppCareError: they cannot be had: there are none, or they may not be seen.
        """
        found: dict[str, str] = {}
        for stack in STACKS:
            with translated(f"reading the stack {prefix}-{stack}"):
                answer = self.client("cloudformation").describe_stacks(StackName=f"{prefix}-{stack}")
            for output in answer["Stacks"][0].get("Outputs", []):
                found[output["OutputKey"]] = output["OutputValue"]
        return found

    def reachable(self, url: str) -> str:
        """Return a queue's URL as it can be reached from here: an emulator may give another host."""
        return url if self._endpoint_url is None else self._endpoint_url + urlsplit(url).path
