"""The settings about files and Meta's Graph API."""

import pytest

from appcare.config.settings_error import SettingsError
from appcare.config.toml_file import parse_settings

ACCOUNTS = "[accounts.main]\n[accounts.second]\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[destinations.media]\nadapter = "log"\n', "the name media is taken"),
        (
            '[numbers.a]\nphone_number_id = "1"\naccount = "third"\n',
            "account = 'third' is no account",
        ),
        ('[whatsapp]\ngraph_url = "http://graph.facebook.com"\n', "whatsapp.graph_url"),
        ('[whatsapp]\ngraph_url = "https://127.0.0.1"\n', "whatsapp.graph_url"),
        ('[whatsapp]\ngraph_url = "https://graph.facebook.com/v1"\n', "whatsapp.graph_url"),
        ('[whatsapp]\ngraph_url = "https://[::1"\n', "whatsapp.graph_url"),
        ('[whatsapp]\ngraph_version = "26"\n', "whatsapp.graph_version"),
        ("[media]\nlink_hours = 0\n", "media.link_hours"),
    ],
)
def test_what_cannot_work_stops_the_synth(text: str, sentence: str) -> None:
    """Each mistake is one sentence that names the key."""
    with pytest.raises(SettingsError, match=sentence):
        parse_settings(ACCOUNTS + text)


def test_defaults_and_the_account_of_a_number() -> None:
    """Graph's own address and version; a number belongs to its account, any other to the first."""
    text = '[numbers.a]\nphone_number_id = "1"\naccount = "second"\n'
    settings = parse_settings(ACCOUNTS + text)
    graph = settings.whatsapp
    assert (graph.graph_url, graph.graph_version) == ("https://graph.facebook.com", "v26.0")
    assert [settings.account_of(number).name for number in ("1", "2")] == ["second", "main"]


def test_a_private_graph_must_be_named() -> None:
    """A double on this machine is allowed where its host is named."""
    text = '[whatsapp]\ngraph_url = "http://127.0.0.1:4642"\nprivate_hosts = ["127.0.0.1"]\n'
    assert parse_settings(ACCOUNTS + text).whatsapp.graph_url == "http://127.0.0.1:4642"
