"""A real django-helpdesk, fresh and seeded, on loopback."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.children import run
from playground.places import LOCAL_ADDRESS
from tests.live.django_helpdesk.install import installed_python
from tests.live.places import Place
from tests.live.serving import serving

SITE = Path(__file__).parent / "site"
THREADS = 8
"""How many requests it serves at the same time."""

CALLBACK_USER = "helpdesk:only-for-tests"
"""django-helpdesk signs nothing: its callbacks carry what stands in their URL, as HTTP Basic."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff; the token is sent as `Authorization: Token ...`."""

    id: int
    token: str


@dataclass(frozen=True, slots=True)
class DjangoHelpdesk:
    """How to reach it, and what is set up in it.

    Attributes:
        url: its root; the API is below `/api/`.
        queue: id of the queue "WhatsApp".
        bot: AppCare's own user.
        agent: Ann, an agent.
        callback_url: where it posts follow-ups unless a test says otherwise.
        tuning_file: what it reads at every request; see `tuned`.
    """

    url: str
    queue: int
    bot: Member
    agent: Member
    callback_url: str
    tuning_file: Path
    contact_field: str = "custom_wa_contact"
    """The tickets' custom field with our key of the customer, as the API calls it."""

    @contextmanager
    def tuned(
        self, *, throttle: str | None = None, webhook_urls: Sequence[str] | None = None
    ) -> Iterator[None]:
        """Have it throttle each user, such as "2/min", or post elsewhere, as long as the block runs."""
        before = json.loads(self.tuning_file.read_text(encoding="utf-8"))
        urls = before["webhook_urls"] if webhook_urls is None else list(webhook_urls)
        write_tuning(self.tuning_file, before["round"] + 1, throttle, urls)
        try:
            yield
        finally:
            write_tuning(self.tuning_file, before["round"] + 2, before["throttle"], before["webhook_urls"])


def write_tuning(file: Path, turn: int, throttle: str | None, webhook_urls: Sequence[str]) -> None:
    """Replace the file at one stroke: a request never reads half of it."""
    new = file.with_suffix(".new")
    values = {"round": turn, "throttle": throttle, "webhook_urls": list(webhook_urls)}
    new.write_text(json.dumps(values), encoding="utf-8")
    new.replace(file)


@contextmanager
def running_django_helpdesk(place: Place, data: Path, callback_url: str) -> Iterator[DjangoHelpdesk]:
    """Make a database in `data`, seed it, serve it; follow-ups are posted to `callback_url`.

    Raises:
        LauncherError: it does not start; the text names the log.
    """
    python = str(installed_python())
    environment = site_environment(data)
    tuning = data / "tuning.json"
    write_tuning(tuning, 0, None, [callback_url])
    seeded = _database(place, data, python, environment)
    address = f"{LOCAL_ADDRESS}:{place.django_helpdesk_port}"
    command = [python, "-m", "gunicorn", "--bind", address, "--threads", str(THREADS), "--no-control-socket"]
    command += ["--log-level", "warning", "django.core.wsgi:get_wsgi_application()"]
    url = f"http://{address}"
    with serving(place, "django-helpdesk", command, environment, f"{url}/api/"):
        bot, agent = Member(**seeded["bot"]), Member(**seeded["agent"])
        yield DjangoHelpdesk(url, seeded["queue"], bot, agent, callback_url, tuning)


def site_environment(data: Path) -> Mapping[str, str]:
    """Return the environment in which the Django site in `data` runs."""
    own = {
        "APPCARE_HELPDESK_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "settings",
        "PYTHONPATH": str(SITE),
    }
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"} | own


def _database(place: Place, data: Path, python: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Make the database and return what was seeded."""
    migrate = [python, "-m", "django", "migrate", "--verbosity", "0"]
    run("Making django-helpdesk's database", migrate, place.log("django-helpdesk-setup"), environment)
    seeded = data / "seeded.json"
    seed = [python, str(SITE / "seed.py"), str(seeded)]
    run("Seeding django-helpdesk", seed, place.log("django-helpdesk-seed"), environment)
    return dict(json.loads(seeded.read_text(encoding="utf-8")))
