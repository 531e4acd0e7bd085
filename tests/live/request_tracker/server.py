"""A real Request Tracker, fresh and seeded, on loopback."""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playground.children import run
from playground.places import LOCAL_ADDRESS
from tests.live.places import Place
from tests.live.serving import serving

HERE = Path(__file__).parent
SHARE = Path("/usr/share/request-tracker5")
SETUP = Path("/usr/sbin/rt-setup-database-5")
SERVER = SHARE / "libexec" / "rt-server"

WORKERS = 8
"""Each serves one request at a time."""

CALLBACK_SECRET = "whsec_cmVxdWVzdC10cmFja2VyLXRvLWFwcGNhcmU="


@dataclass(frozen=True, slots=True)
class RequestTracker:
    """How to reach it, and what is set up in it.

    Attributes:
        url: its root; the REST API is below `/REST/2.0`.
        bot_token: AppCare's token, sent as `Authorization: token ...`.
        agent_token: that of Ann, an agent.
        callback_secret: what the replies posted to us are signed with.
    """

    url: str
    bot_token: str
    agent_token: str
    callback_secret: str = CALLBACK_SECRET
    queue: str = "WhatsApp"
    bot: str = "appcare-bot"
    agent: str = "agent-ann"
    conversation_field: str = "appcare_conversation"
    """The tickets' custom field with our key of the conversation."""
    event_field: str = "appcare_event"
    """The transactions' custom field with our key of the event."""

    @property
    def api(self) -> str:
        """The root of the REST API."""
        return f"{self.url}/REST/2.0"


@contextmanager
def running_request_tracker(place: Place, data: Path, callback_url: str) -> Iterator[RequestTracker]:
    """Make a database in `data`, seed it, serve it; agents' replies are posted to `callback_url`.

    Raises:
        LauncherError: it does not start; the text names the log.
    """
    port = place.request_tracker_port
    environment = _environment(data, port, callback_url)
    for folder in ("etc", "mason", "sessions"):
        (data / folder).mkdir(parents=True)
    tokens = _database(place, data, environment)
    url = f"http://{LOCAL_ADDRESS}:{port}"
    command = [str(SERVER), "--server", "Starlet", "--host", LOCAL_ADDRESS, "--port", str(port)]
    command += ["--max-workers", str(WORKERS)]
    with serving(place, "request-tracker", command, environment, f"{url}/REST/2.0/rt"):
        yield RequestTracker(url, tokens["bot_token"], tokens["agent_token"])


def _environment(data: Path, port: int, callback_url: str) -> Mapping[str, str]:
    own = {
        "RT_SITE_CONFIG": str(HERE / "RT_SiteConfig.pm"),
        "RT_SITE_CONFIG_DIR": str(data / "etc"),
        "APPCARE_RT_DATA": str(data),
        "APPCARE_RT_PORT": str(port),
        "APPCARE_CALLBACK_URL": callback_url,
        "APPCARE_CALLBACK_SECRET": CALLBACK_SECRET,
    }
    return {**os.environ, **own}


def _database(place: Place, data: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Make the database and return the tokens of the seeded users."""
    setup = [str(SETUP), "--action", "init", "--skip-create", "--datadir", str(SHARE / "etc")]
    setup += ["--dba", "", "--dba-password", ""]
    run("Making Request Tracker's database", setup, place.log("request-tracker-setup"), environment)
    with closing(sqlite3.connect(data / "rt.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=WAL")  # readers need not wait for a writer
    tokens = data / "tokens.json"
    seed = ["perl", str(HERE / "seed.pl"), str(HERE / "reply_scrip.pl"), str(tokens)]
    run("Seeding Request Tracker", seed, place.log("request-tracker-seed"), environment)
    return dict(json.loads(tokens.read_text(encoding="utf-8")))
