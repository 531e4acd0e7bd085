"""Whatever is wrong in `appcare.toml` becomes one sentence that helps."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.config.event_bus import buses
from appcare.config.event_types import EVENT_TYPES
from appcare.config.settings import Account, Destination, Number, Settings
from appcare.config.settings_error import SettingsError
from appcare.config.toml_file import parse_settings, read_settings
from appcare.domain.events import EVENT_TYPES as CATALOGUE

MAIN = "[accounts.main]\n"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:whatsapp-events"
CRM = '[destinations.crm]\nadapter = "log"\n'
BUS = '[destinations.bus]\nadapter = "eventbridge"\n[destinations.bus.options]\n'
HOOK = '[destinations.crm]\nadapter = "webhook"\nurl = "https://crm.example.com/"\n'


def trouble(text: str) -> str:
    """Return what is said about a file."""
    with pytest.raises(SettingsError) as caught:
        parse_settings(text)
    return str(caught.value)


def test_the_least_that_works() -> None:
    """One account is enough; everything else has a default."""
    assert parse_settings(MAIN) == Settings(accounts=(Account(name="main"),))


def test_everything_at_once() -> None:
    """Every stanza is read, in the file's order, whole numbers serving as numbers."""
    settings = parse_settings(
        MAIN + HOOK + 'rate_per_second = 3\ntypes = ["message.*", "unknown"]\nraw = true\n'
        '[numbers.support]\nphone_number_id = "1"\n[retention]\nlogs_days = 7\n[service]\nstage = "test"\n'
    )
    assert settings.destinations == (
        Destination(
            name="crm",
            adapter="webhook",
            url="https://crm.example.com/",
            rate_per_second=3.0,
            types=("message.*", "unknown"),
            raw=True,
        ),
    )
    assert settings.numbers == (Number(name="support", phone_number_id="1"),)
    assert (settings.retention.logs_days, settings.service.stage) == (7, "test")


def test_the_file_in_the_repository() -> None:
    """The file that comes with the project can be used as it is."""
    settings = read_settings(Path(__file__).parents[3] / "appcare.toml")
    assert settings.number_name("106540352242922") == "support"
    assert settings.number_name("1") == "unlisted"
    assert settings.destination("inbox").types == ("*",)
    with pytest.raises(KeyError):
        settings.destination("outbox")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", ["accounts", "at least one"]),
        ("[acounts.main]", ["acounts", "accounts", "destinations", "retention"]),
        ("accounts = 1", ["accounts", "table"]),
        ("accounts.main = 1", ["accounts.main", "table"]),
        ("[[accounts]]\nname = 'main'", ["accounts", "table"]),
        ("[accounts.Main]", ["accounts.Main", "lower-case"]),
        ('[accounts."a b"]', ["accounts.a b", "lower-case"]),
        ('[accounts."a\\n"]', ["accounts.a", "lower-case"]),
        ('[accounts."-a"]', ["accounts.-a", "lower-case"]),
        (f"[accounts.a{'b' * 40}]", ["accounts.ab", "at most 40"]),
        ("[accounts.main]\nname = 'x'", ["accounts.main.name", "own name"]),
        ("[accounts.main]\nchannel = 'telex'", ["accounts.main.channel", "telex", "whatsapp"]),
        (MAIN + "[service]\nstge = 'x'", ["service.stge", "stage", "custom_domain"]),
        (MAIN + "[service]\nstage = 1", ["service.stage", "text in quotes", "1"]),
        (MAIN + "[service]\nstage = 'Prod'", ["service.stage", "Prod", "[a-z]"]),
        (MAIN + "[service]\nstage = 'prod\\n'", ["service.stage"]),
        (MAIN + '[service]\nstage = "prod\\n"', ["service.stage"]),
        (MAIN + "[service]\nstage = 2026-11-22", ["service.stage", "text in quotes"]),
        (MAIN + "[service]\ncustom_domain = 'a.example'", ["custom_domain", "certificate_arn", "both"]),
        (MAIN + "[retention]\nmessages_days = 14", ["retention.messages_days", "14", "15 to 3650"]),
        (MAIN + "[retention]\nmessages_days = 3651", ["retention.messages_days", "3651", "15 to 3650"]),
        (MAIN + "[retention]\nmessages_days = '30'", ["retention.messages_days", "whole number"]),
        (MAIN + "[retention]\nmessages_days = 30.0", ["retention.messages_days", "whole number"]),
        (MAIN + "[retention]\nmessages_days = true", ["retention.messages_days", "whole number"]),
        (MAIN + "[retention]\nlogs_days = 31", ["retention.logs_days", "31", "30", "365"]),
        (MAIN + "[alarms]\nemails = 'a@example.com'", ["alarms.emails", "list of texts"]),
        (MAIN + "[alarms]\nemails = ['']", ["alarms.emails", "list of texts"]),
        (MAIN + "source = 'mail'", ["accounts.main.source", "mail", "meta, social"]),
        (MAIN + "waba_id = 'main'", ["accounts.main.waba_id", "main", "[0-9]"]),
        (MAIN + f"topic_arn = '{TOPIC}'", ["accounts.main.topic_arn", "social"]),
        (
            MAIN + "source = 'social'\ntopic_arn = 'whatsapp'",
            ["accounts.main.topic_arn", "whatsapp", "arn:aws"],
        ),
        (MAIN + f"source = 'social'\ntopic_arn = '{TOPIC}.fifo'", ["accounts.main.topic_arn", "must match"]),
        (
            "".join(f"[accounts.{name}]\nsource = 'social'\ntopic_arn = '{TOPIC}'\n" for name in "ab"),
            ["accounts.b.topic_arn", "accounts.a"],
        ),
        (MAIN + "[api]\nauth = 'none'", ["api.auth", "none", "keys, jwt, iam"]),
        (MAIN + "[api]\nauth = 'jwt'", ["api.issuer", "api.audiences", "jwt"]),
        (MAIN + "[api]\nauth = 'jwt'\nissuer = 'https://a.example/'", ["api.audiences"]),
        (MAIN + "[api]\nissuer = 'https://a.example/'\naudiences = ['a']", ["api.auth", "jwt"]),
        (
            MAIN + "[api]\nauth = 'jwt'\nissuer = 'http://a.example/'\naudiences = ['a']",
            ["api.issuer", "https"],
        ),
        (MAIN + "[api]\nauth = 'jwt'\nissuer = 'https://a b/'\naudiences = ['a']", ["api.issuer", "https"]),
        (MAIN + "[numbers.a]", ["numbers.a.phone_number_id", "missing", "digits"]),
        (MAIN + "[numbers.a]\nphone_number_id = 12", ["numbers.a.phone_number_id", "text in quotes"]),
        (MAIN + '[numbers.a]\nphone_number_id = "12\\n"', ["numbers.a.phone_number_id", "[0-9]"]),
        (MAIN + '[numbers.a]\nphone_number_id = "١٢"', ["numbers.a.phone_number_id", "[0-9]"]),
        (
            MAIN + "[numbers.a]\nphone_number_id='1'\n[numbers.b]\nphone_number_id='1'",
            ["numbers.b.phone_number_id", "numbers.a"],
        ),
        (MAIN + "[destinations.crm]", ["destinations.crm.adapter", "missing"]),
        (
            MAIN + "[destinations.crm]\nadapter = 'fax'",
            ["destinations.crm.adapter", "fax", "webhook, log, eventbridge"],
        ),
        (MAIN + CRM + "rate_per_second = 0", ["rate_per_second", "0.01 to 10000"]),
        (MAIN + CRM + "rate_per_second = nan", ["rate_per_second", "nan", "0.01 to 10000"]),
        (MAIN + CRM + "rate_per_second = inf", ["rate_per_second", "inf", "0.01 to 10000"]),
        (MAIN + CRM + "rate_per_second = 1" + "0" * 400, ["rate_per_second", "a number"]),
        (MAIN + CRM + "rate_per_second = 1" + "0" * 5000, ["digits"]),
        (MAIN + CRM + "timeout_seconds = 61", ["timeout_seconds", "1 to 60"]),
        (MAIN + CRM + "raw = 1", ["destinations.crm.raw", "true or false"]),
        (MAIN + CRM + "types = ['message.recieved']", ["crm.types", "message.recieved", "message.received"]),
        (MAIN + CRM + "types = ['message.']", ["crm.types", "message.*"]),
        (MAIN + CRM + "types = ['m*']", ["crm.types", "m*"]),
        (MAIN + CRM + 'types = ["*\\n"]', ["crm.types"]),
        (MAIN + CRM + "numbers = ['sales']", ["destinations.crm.numbers", "'sales'", "*, unlisted."]),
        (MAIN + CRM + "numbers = []", ["destinations.crm.numbers", "empty"]),
        (MAIN + CRM + "topics = []", ["destinations.crm.topics", "empty"]),
        (MAIN + "[numbers.unlisted]\nphone_number_id='1'", ["numbers.unlisted", "taken"]),
        (MAIN + BUS.replace("options", "other"), ["destinations.bus.other"]),
        (MAIN + BUS, ["destinations.bus.options.bus = None", "event bus"]),
        (MAIN + BUS + "bus = 1", ["destinations.bus.options.bus = 1", "name or the ARN"]),
        (MAIN + BUS + "bus = 'a b'", ["destinations.bus.options.bus", "'a b'"]),
        (MAIN + BUS + "bus = 'arn:aws:sns:eu-west-1:111122223333:care'", ["destinations.bus.options.bus"]),
        (MAIN + CRM + "options = 1", ["destinations.crm.options", "table"]),
        (
            MAIN + CRM + "[destinations.crm.options]\na = [1]",
            ["destinations.crm.options.a", "text", "number"],
        ),
        (MAIN + CRM + "[destinations.crm.options]\na = 2026-11-22", ["crm.options.a", "text", "number"]),
        (MAIN + CRM + "[destinations.crm.options.a]", ["destinations.crm.options.a", "text", "number"]),
        (MAIN + CRM + "[destinations.crm.options]\nA-b = 1", ["destinations.crm.options", "A-b", "lower"]),
        (MAIN + "[service\nstage = 1", ["line 2"]),
        (MAIN + MAIN, ["accounts", "main"]),
        (MAIN + "x = " + "[" * 5000, []),
    ],
    ids=lambda part: str(part)[-40:],
)
def test_one_sentence_with_the_key(text: str, named: list[str]) -> None:
    """The sentence names the file, the key, and what it may be."""
    said = trouble(text)
    assert said.startswith("appcare.toml: ")
    assert [word for word in named if word not in said] == []


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "crm.example.com",
            "http://crm.example.com/",
            "ftp://crm.example.com/",
            "https://",
            "https:///x",
        ),
        *("https://[bad", "https://a b/", "https://a\\n.example/", "https://crm.example.com:99999/"),
        *("https://localhost/", "https://app.localhost/", "https://127.0.0.1/", "https://10.0.0.7/x"),
        *("https://169.254.169.254/latest", "https://[::1]/", "https://0.0.0.0/", "https://exämple.com/"),
        *("https://2130706433/", "https://0x7f.1/", "https://LOCALHOST./", "https://[::ffff:10.0.0.1]/"),
        *(
            "https://crm.example.com/#x",
            "https://[64:ff9b::a00:1]/",
            "https://224.0.0.1/",
            "https://crm.local",
        ),
    ],
)
def test_where_events_may_not_go(url: str) -> None:
    """A URL that is none, is not encrypted or names a private host stops the synth."""
    said = trouble(MAIN + f'[destinations.crm]\nadapter = "webhook"\nurl = "{url}"')
    assert "destinations.crm.url" in said
    assert "private_hosts" in said


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("https://crm.example.com:8443/a?b=c", []),
        ("https://93.184.216.34/", []),
        ("http://127.0.0.1:9000/", ["127.0.0.1"]),
        ("https://10.0.0.7/", ["10.0.0.7"]),
        ("http://CRM.internal/", ["crm.internal"]),
        ("http://crm.internal/", ["CRM.internal"]),
    ],
)
def test_where_events_may_go(url: str, hosts: list[str]) -> None:
    """To public hosts over https, and to hosts that are named as private."""
    settings = parse_settings(
        MAIN + f'[destinations.crm]\nadapter = "webhook"\nurl = "{url}"\nprivate_hosts = {hosts}'
    )
    assert settings.destinations[0].url == url


@pytest.mark.parametrize("url", ["https://me:geheim@crm.example.com/", "https://geheim@crm.example.com/"])
def test_no_password_in_a_url(url: str) -> None:
    """A URL with a user or password stops the synth, and is not repeated where the secret would be read."""
    said = trouble(MAIN + f'[destinations.crm]\nadapter = "webhook"\nurl = "{url}"')
    assert "destinations.crm.url" in said
    assert "geheim" not in said


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that is absent, a folder or no text is named as that."""
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"# caf\xe9")
    for file, word in ((tmp_path / "none.toml", "No such file"), (tmp_path, "directory"), (latin, "UTF-8")):
        with pytest.raises(SettingsError, match=word) as caught:
            read_settings(file)
        assert str(file) in str(caught.value)


@given(st.text(max_size=60) | st.text('[]{}="\n.a1', max_size=60).map(lambda text: MAIN + text))
def test_any_text_is_settings_or_a_sentence(text: str) -> None:
    """Nothing that stands in the file ends in another exception."""
    try:
        assert parse_settings(text).accounts
    except SettingsError as error:
        assert str(error).startswith("appcare.toml: ")  # noqa: PT017 - either way is right, a third is not


def test_every_event_can_be_asked_for() -> None:
    """The types that the settings allow are those of the catalogue."""
    assert tuple(CATALOGUE) == EVENT_TYPES
    for type_ in ("*", "message.*", *CATALOGUE):
        assert parse_settings(MAIN + CRM + f'types = ["{type_}"]').destinations[0].types == (type_,)


def test_options_come_as_they_are_written() -> None:
    """What only the adapter knows is passed on with its types."""
    options = 'queue = "care"\nlimit = 3\nshare = 0.5\nquiet = false\n'
    settings = parse_settings(MAIN + CRM + "[destinations.crm.options]\n" + options)
    assert settings.destinations[0].options == {"queue": "care", "limit": 3, "share": 0.5, "quiet": False}
    assert parse_settings(MAIN + CRM).destinations[0].options == {}


@pytest.mark.parametrize("bus", ["care", "default", "arn:aws:events:eu-west-1:111122223333:event-bus/care"])
def test_an_event_bus_by_name_or_arn(bus: str) -> None:
    """Either names the bus that the deployment allows, once for all destinations that share it."""
    again = BUS.replace("destinations.bus", "destinations.again") + f'bus = "{bus}"\n'
    settings = parse_settings(MAIN + BUS + f'bus = "{bus}"\nsource = "care"\n' + again + CRM)
    assert buses(settings.destinations) == (bus,)
