"""The adapter's page tells what is so."""

import re
from pathlib import Path

from appcare.config.toml_file import parse_settings
from appcare.crm import request_tracker
from appcare.crm.request_tracker.adapter import RequestTrackerAdapter
from tests.unit.crm.samples import setup

PAGE = Path(request_tracker.__file__).with_name("README.md").read_text(encoding="utf-8")


def test_the_stanza_works() -> None:
    """As it stands there, it is accepted, and by the adapter as well."""
    (stanza,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    around = '[accounts.main]\n[numbers.support]\nphone_number_id = "1"\n'
    (destination,) = parse_settings(around + stanza).destinations
    assert RequestTrackerAdapter(setup(destination)).name == destination.adapter


def test_every_link_leads_somewhere() -> None:
    """To a file beside the page, or elsewhere in the repository."""
    links = [link for link in re.findall(r"\]\((.*?)\)", PAGE) if "://" not in link]
    folder = Path(request_tracker.__file__).parent
    assert len(links) == 3
    assert [link for link in links if not (folder / link).is_file()] == []
