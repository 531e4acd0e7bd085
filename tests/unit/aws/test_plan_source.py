"""How AppConfig is asked for the plan: what a real session does and no imitation shows."""

from io import BytesIO
from typing import Any

import pytest
from botocore.exceptions import ClientError

from appcare.aws.plan_source import SHORTEST_POLL_S, AppConfigPlanSource
from appcare.domain.errors import StorageError
from appcare.memory.clock import MovedClock

PLAN, OTHER = b'{"numbers": {}}', b'{"numbers": {"a": {}}}'


class Session:
    """AppConfig's data plane: a token is good for one call, and each session gets a version once."""

    def __init__(self) -> None:
        """Have one plan."""
        self.content = PLAN
        self.sessions: list[dict[str, Any]] = []
        self.calls = 0
        self.fails = ""
        self._token = ""
        self._served: bytes | None = None

    def start_configuration_session(self, **wanted: Any) -> dict[str, str]:
        """Begin anew."""
        self.sessions.append(wanted)
        self._token, self._served = f"session {len(self.sessions)}", None
        return {"InitialConfigurationToken": self._token}

    def get_latest_configuration(self, ConfigurationToken: str) -> dict[str, Any]:  # noqa: N803 - AppConfig's word
        """Answer once for each token, even where the answer gets lost."""
        assert ConfigurationToken == self._token
        self.calls += 1
        self._token = f"call {self.calls}"
        if self.fails:
            code, self.fails = self.fails, ""
            raise ClientError({"Error": {"Code": code}}, "GetLatestConfiguration")
        content = b"" if self._served == self.content else self.content
        self._served = self.content
        return {
            "Configuration": BytesIO(content),
            "NextPollConfigurationToken": self._token,
            "NextPollIntervalInSeconds": 30,
        }


class World:
    """A source over such a session."""

    def __init__(self) -> None:
        """Put it together."""
        self.session = Session()
        self.clock = MovedClock(1_000_000)
        self.source = AppConfigPlanSource(
            self.session, application="app", environment="live", profile="prf", clock=self.clock
        )


def test_one_session() -> None:
    """It is begun once, with the least interval, and goes on by the token of each answer."""
    world = World()
    for _ in range(3):
        assert world.source.fetch() == PLAN
        world.clock.sleep(60)
    assert world.session.calls == 3
    assert world.session.sessions == [
        {
            "ApplicationIdentifier": "app",
            "EnvironmentIdentifier": "live",
            "ConfigurationProfileIdentifier": "prf",
            "RequiredMinimumPollIntervalInSeconds": SHORTEST_POLL_S,
        }
    ]


def test_asked_too_soon() -> None:
    """AppConfig is not asked before it said; what it said last is told."""
    world = World()
    world.source.fetch()
    world.session.content = OTHER
    world.clock.sleep(29)
    assert world.source.fetch() == PLAN
    assert world.session.calls == 1
    world.clock.sleep(1)
    assert world.source.fetch() == OTHER


@pytest.mark.parametrize("code", ["BadRequestException", "InternalServerException"])
def test_a_call_that_fails(code: str) -> None:
    """It is trouble that heals: the next minute begins a new session, for the token may be used up."""
    world = World()
    world.source.fetch()
    world.clock.sleep(60)
    world.session.fails = code
    with pytest.raises(StorageError, match=code):
        world.source.fetch()
    assert world.source.fetch() == PLAN
    assert len(world.session.sessions) == 2
