"""The launcher's parts: where things lie, what children are told, what stands in the way."""

import json
import socket
import stat
from pathlib import Path

import pytest

from appcare.config.toml_file import read_settings
from playground.background import all_alive, check_ports, end_all
from playground.children import run
from playground.environment import ACCESS_KEY, local_environment
from playground.local_settings import make_secrets, write_settings
from playground.places import LOCAL_ADDRESS, LauncherError, Places, places
from playground.stack import describe, read_stack, write_stack
from playground.whatsapp_phone import WABA_ID

OUTPUTS = {
    "WebhookUrl": "https://abc12345.execute-api.eu-west-1.amazonaws.com/webhooks/whatsapp/main",
    "ApiUrl": "https://xyz98765.execute-api.eu-west-1.amazonaws.com/v1",
    "EventLogTable": "log",
    "StateTable": "state",
    "BodiesBucket": "bodies",
    "DestinationQueues": '{"inbox": "http://localhost:4566/000000000000/inbox.fifo"}',
    "DestinationDeadLetters": '{"inbox": "http://localhost:4566/000000000000/dead.fifo"}',
    "SenderQueues": '{"whatsapp.support": "http://localhost:4566/000000000000/support.fifo"}',
    "SenderDeadLetters": '{"whatsapp.support": "http://localhost:4566/000000000000/support-dead.fifo"}',
    "MediaQueue": "https://sqs.eu-west-1.amazonaws.com/000000000000/media.fifo",
    "MediaDeadLetters": "https://sqs.eu-west-1.amazonaws.com/000000000000/media-dead.fifo",
    "WakeupsQueue": "http://localhost:4566/000000000000/wakeups",
    "WakeupsDeadLetters": "http://localhost:4566/000000000000/wakeups-dead",
    "ParkedQueue": "http://localhost:4566/000000000000/parked",
}


@pytest.fixture
def here(tmp_path: Path) -> Places:
    """A stack's places in a temporary folder."""
    return Places(tmp_path, 4790)


def test_variables_move_folder_and_ports(tmp_path: Path) -> None:
    """Two stacks can run side by side, each with its folder and ports."""
    moved = places({"APPCARE_LOCAL_DIR": str(tmp_path), "APPCARE_PORT_BASE": "4800"})
    assert moved.stack_file == tmp_path / "stack.json"
    assert moved.crm_inbox_url == "http://127.0.0.1:4801"


@pytest.mark.parametrize("text", ["x", "80", "70000", "-1"])
def test_port_base_that_is_no_port_is_refused(text: str) -> None:
    """A port base out of range is one sentence, not a traceback."""
    with pytest.raises(LauncherError, match=r"^APPCARE_PORT_BASE='.*' is no port"):
        places({"APPCARE_PORT_BASE": text})


def test_children_cannot_reach_an_account(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the user's shell says, a child has dummy keys and the emulator's endpoint."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "CDK_DEFAULT_ACCOUNT"):
        monkeypatch.setenv(name, "real")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "real")
    told = local_environment(here)
    assert "real" not in told.values()
    assert told["AWS_ACCESS_KEY_ID"] == ACCESS_KEY
    assert told["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4790"


def test_every_posting_destination_goes_to_the_inbox(here: Places, tmp_path: Path) -> None:
    """A destination that posts is pointed at the inbox, the rest of the settings stay as they are."""
    source = tmp_path / "source.toml"
    source.write_text(
        '[accounts.main]\n[destinations.first]\nadapter = "webhook"\nurl = "https://crm.example.com/x"\n'
        'rate_per_second = 7\n[destinations.second]\nadapter = "log"\n'
    )
    write_settings(here, source)
    first, second = read_settings(here.settings_file).destinations
    assert first.url == "http://127.0.0.1:4791/webhook/first"
    assert (first.private_hosts, first.rate_per_second) == ((LOCAL_ADDRESS,), 7)
    assert (second.adapter, second.url) == ("log", "")


def test_graph_is_the_double(here: Places) -> None:
    """Files are asked for at the Cloud API double, and nowhere in the internet."""
    write_settings(here)
    graph = read_settings(here.settings_file).whatsapp
    assert (graph.graph_url, graph.private_hosts) == ("http://127.0.0.1:4792", (LOCAL_ADDRESS,))


@pytest.mark.parametrize(("said", "waba_id"), [("", WABA_ID), ('waba_id = "12"\n', "12")])
def test_account_has_templates(here: Places, tmp_path: Path, said: str, waba_id: str) -> None:
    """An account without an id gets that of the phone's webhooks, so that there are templates."""
    source = tmp_path / "source.toml"
    source.write_text(f"[accounts.main]\n{said}")
    write_settings(here, source)
    assert [one.waba_id for one in read_settings(here.settings_file).accounts] == [waba_id]


def test_settings_that_cannot_be_used_are_told(here: Places, tmp_path: Path) -> None:
    """A typo in the user's settings stops the launcher with the key's name."""
    source = tmp_path / "source.toml"
    source.write_text("[servise]\n")
    with pytest.raises(LauncherError, match="servise is not a setting"):
        write_settings(here, source)


def test_secrets_are_the_owners_alone(here: Places) -> None:
    """Secrets are fresh for each stack, in a file that nobody else can read."""
    write_settings(here)
    made = make_secrets(here)
    account = made["accounts"]["whatsapp/main"]
    assert account.keys() == {"app_secret", "previous_app_secret", "verify_token", "access_token"}
    assert made["destinations"]["inbox"]["current"].startswith("whsec_")
    assert stat.S_IMODE(here.secrets_file.stat().st_mode) == 0o600
    assert make_secrets(here) != made


def test_stack_file_keeps_its_contract(here: Places) -> None:
    """`stack.json` has the agreed keys; what does not exist is null; URLs are on 127.0.0.1."""
    account = {"app_secret": "s", "previous_app_secret": "", "verify_token": "v"}
    stack = describe(here, OUTPUTS, {"accounts": {"whatsapp/main": account}, "api": {"key": "k"}})
    write_stack(here, stack)
    assert read_stack(here) == stack
    assert json.loads(here.stack_file.read_text()) == {
        "webhook_url": "http://127.0.0.1:4790/webhooks/whatsapp/main",
        "webhook_headers": {"Host": "abc12345.execute-api.localhost"},
        "app_secret": "s",
        "verify_token": "v",
        "phone_number_id": "106540352242922",
        "api_url": "http://127.0.0.1:4790/v1",
        "api_headers": {"Host": "xyz98765.execute-api.localhost", "Authorization": "Bearer k"},
        "crm_inbox_url": "http://127.0.0.1:4791",
        "graph_url": "http://127.0.0.1:4792",
        "playground_url": None,
        "aws_endpoint_url": "http://127.0.0.1:4790",
        "tables": {"event_log": "log", "state": "state"},
        "queues": {
            "inbox": "http://127.0.0.1:4790/000000000000/inbox.fifo",
            "inbox_dead_letters": "http://127.0.0.1:4790/000000000000/dead.fifo",
            "whatsapp.support": "http://127.0.0.1:4790/000000000000/support.fifo",
            "whatsapp.support_dead_letters": "http://127.0.0.1:4790/000000000000/support-dead.fifo",
            "media": "http://127.0.0.1:4790/000000000000/media.fifo",
            "media_dead_letters": "http://127.0.0.1:4790/000000000000/media-dead.fifo",
            "wakeups": "http://127.0.0.1:4790/000000000000/wakeups",
            "wakeups_dead_letters": "http://127.0.0.1:4790/000000000000/wakeups-dead",
            "parked": "http://127.0.0.1:4790/000000000000/parked",
        },
        "bucket": "bodies",
    }


def test_port_in_use_is_named(here: Places) -> None:
    """Somebody else's port is one sentence that names it and says how to choose others."""
    with socket.socket() as other:
        other.bind((LOCAL_ADDRESS, 0))
        other.listen()
        taken = other.getsockname()[1]
        wanted = f"^Port {taken} is in use: free it, or choose others: APPCARE_PORT_BASE={taken + 100}.$"
        with pytest.raises(LauncherError, match=wanted):
            check_ports(Places(here.folder, taken))


def test_failed_command_points_to_its_log(tmp_path: Path) -> None:
    """A command that fails is one sentence with its status, its log and its last lines."""
    log = tmp_path / "log"
    with pytest.raises(LauncherError) as caught:
        run("The synth", ["sh", "-c", "echo no such stack; exit 3"], log, {"PATH": "/usr/bin:/bin"})
    assert str(caught.value).startswith(f"The synth failed (exit status 3); the whole story is in {log}.")
    assert str(caught.value).endswith("\n  no such stack")


def test_nothing_runs_in_an_empty_folder(here: Places) -> None:
    """Where nothing was started, nothing is alive and nothing has to end."""
    assert not all_alive(here)
    assert not end_all(here)
