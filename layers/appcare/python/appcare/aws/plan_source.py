"""The plan as AppConfig serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from appcare.aws.failures import translated

if TYPE_CHECKING:
    from appcare.application.ports import Clock

SHORTEST_POLL_S = 15
"""The least that AppConfig allows; the clock asks each minute, give or take some seconds."""


class AppConfigPlanSource:
    """`PlanSource` over one session with AppConfig's data plane.

    Powertools' AppConfig provider was weighed and not taken: it asks for no poll interval of its own and
    heeds none, it keeps a token that a failed call has used up, its cache goes by another clock than
    ours, and it may be imported by functions only, which the contract tests of `aws` are not.
    """

    def __init__(
        self, client: Any, *, application: str, environment: str, profile: str, clock: Clock
    ) -> None:
        """Ask through an `appconfigdata` client; names or ids say which configuration."""
        self._client = client
        self._wanted = {
            "ApplicationIdentifier": application,
            "EnvironmentIdentifier": environment,
            "ConfigurationProfileIdentifier": profile,
        }
        self._clock = clock
        self._token = ""
        self._not_before = 0
        self._latest: bytes | None = None

    def fetch(self) -> bytes | None:
        """Return what is deployed; asked sooner than AppConfig allows, what it was then."""
        if self._token and self._clock.now() < self._not_before:
            return self._latest
        token = self._token or self._begin()
        # Each token is good for one call, and nobody knows whether a failed call has used it.
        self._token = ""
        with translated("asking AppConfig for the plan"):
            answer = self._client.get_latest_configuration(ConfigurationToken=token)
            content = answer["Configuration"].read()
        self._token = answer["NextPollConfigurationToken"]
        self._not_before = self._clock.now() + 1000 * answer.get("NextPollIntervalInSeconds", 0)
        # Empty: it is what this session has had already.
        self._latest = content or self._latest
        return self._latest

    def _begin(self) -> str:
        with translated("asking AppConfig for a session"):
            answer = self._client.start_configuration_session(
                **self._wanted, RequiredMinimumPollIntervalInSeconds=SHORTEST_POLL_S
            )
        return str(answer["InitialConfigurationToken"])
