"""`python -m infra.app` as the CDK CLI runs it: what is wrong becomes a sentence."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from aws_cdk import App

from appcare.config.settings_error import SettingsError
from infra.app import ROOT, synthesize

SETTINGS = (ROOT / "appcare.toml").read_text()


def run(tmp_path: Path, **context: str) -> subprocess.CompletedProcess[str]:
    """Run the app with a context, as the CLI hands it over."""
    variables = {"CDK_CONTEXT_JSON": json.dumps(context), "CDK_OUTDIR": str(tmp_path / "out")}
    return subprocess.run(
        [sys.executable, "-m", "infra.app"],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        (
            'adapter = "webhook"',
            'adapter = "webhok"',
            "destinations.inbox.adapter = 'webhok' is not allowed; allowed: webhook, log, ",
        ),
        ("logs_days = 30", "logs_days = 31", "retention.logs_days = 31 is not allowed; allowed: 1, 3,"),
        ("logs_days = 30", "log_days = 30", "retention.log_days is not a setting; allowed: logs_days"),
    ],
)
def test_wrong_settings_stop_the_synth(tmp_path: Path, right: str, wrong: str, sentence: str) -> None:
    """A wrong setting stops the synth with its key and what it may be, in one line."""
    path = tmp_path / "appcare.toml"
    path.write_text(SETTINGS.replace(right, wrong))
    done = run(tmp_path, settings=str(path))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list((tmp_path / "out").glob("*"))


def test_missing_settings_stop_the_synth(tmp_path: Path) -> None:
    """A settings file that is not there is named."""
    done = run(tmp_path, settings=str(tmp_path / "nowhere.toml"))
    assert done.returncode == 1
    assert "nowhere.toml: cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_unknown_target_stops_the_synth(tmp_path: Path) -> None:
    """A target that does not exist stops the synth with those that do."""
    done = run(tmp_path, target="gcp")
    assert done.returncode == 1
    assert done.stderr == "target = 'gcp' is not allowed; allowed: aws, local.\n"


def test_a_destination_that_leads_inside_stops_the_synth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hosts are looked up before anything is built."""
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    path = tmp_path / "appcare.toml"
    path.write_text(SETTINGS)
    with pytest.raises(
        SettingsError, match=r"destinations\.inbox\.url .* crm\.example\.com leads to .* 10\.0\.0\.7"
    ):
        synthesize(App(context={"settings": str(path)}))


def test_a_time_zone_that_is_none_stops_the_synth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no function looks at when it reads its settings is looked at before anything is built."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    path = tmp_path / "appcare.toml"
    path.write_text(SETTINGS + '[rollout]\ntime_zone = "Amsterdam"\n')
    with pytest.raises(SettingsError, match="'Amsterdam' is no time zone"):
        synthesize(App(context={"settings": str(path)}))
