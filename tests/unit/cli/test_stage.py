"""A stage is what the outputs of its stacks say."""

import json
from pathlib import Path

import pytest

from cli.appcare.stage import Stage

OUTPUTS = {
    "DestinationQueues": json.dumps({"crm": "https://sqs/crm", "desk": "https://sqs/desk"}),
    "DestinationDeadLetters": json.dumps({"crm": "https://sqs/crm-dead", "desk": "https://sqs/desk-dead"}),
    "SenderQueues": json.dumps({"whatsapp.later": "https://sqs/whatsapp.later"}),
    "SenderDeadLetters": json.dumps({"whatsapp.later": "https://sqs/whatsapp.later-dead"}),
    "MediaQueue": "https://sqs/media",
    "MediaDeadLetters": "https://sqs/media-dead",
    "WakeupsQueue": "https://sqs/wakeups",
    "WakeupsDeadLetters": "https://sqs/wakeups-dead",
}


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Return a deployed stage with two destinations."""
    monkeypatch.setattr(Stage, "outputs", OUTPUTS)
    return Stage(name="prod", settings_file=Path("appcare.toml"), local=False)


def test_each_lane_has_its_queue(stage: Stage) -> None:
    """Wake-ups are no lane's queue."""
    assert set(stage.queues) == {"crm", "desk", "media", "whatsapp.later"}


def test_each_consumed_queue_has_its_own_dead_letters(stage: Stage) -> None:
    """What died comes back to the queue that it died in."""
    assert stage.dead_letters == {
        name: (f"https://sqs/{name}-dead", f"https://sqs/{name}")
        for name in ("crm", "desk", "whatsapp.later", "media", "wakeups")
    }
