"""Each adapter's page tells what is so."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from appcare import crm
from appcare.config.settings import ADAPTERS, Destination
from appcare.config.toml_file import parse_settings
from appcare.crm.options import OptionError
from appcare.crm.registry import adapter_for
from tests.unit.crm.samples import setup

FOLDER = Path(crm.__file__).parent
AROUND = '[accounts.main]\n[numbers.support]\nphone_number_id = "1"\n'
STANZA = re.compile(r"```toml\n(.*?)```", re.DOTALL)


def page(adapter: str) -> str:
    """Return an adapter's page."""
    return (FOLDER / adapter / "README.md").read_text(encoding="utf-8")


def destination(adapter: str) -> Destination:
    """Return the destination that the stanza on the page describes."""
    (stanza,) = STANZA.findall(page(adapter))
    (found,) = parse_settings(AROUND + stanza).destinations
    return found


WITH_OPTIONS = [adapter for adapter in ADAPTERS if STANZA.search(page(adapter))]


def test_whoever_has_options_has_a_stanza() -> None:
    """The others need none: an address is all they want."""
    assert WITH_OPTIONS == ["eventbridge", "request_tracker", "django_helpdesk"]


@pytest.mark.parametrize("adapter", WITH_OPTIONS)
def test_the_stanza_works(adapter: str) -> None:
    """As it stands there, it is accepted, and by the adapter as well."""
    found = destination(adapter)
    assert found.adapter == adapter
    assert adapter_for(setup(found), installed=()).name == adapter


@pytest.mark.parametrize("adapter", WITH_OPTIONS)
def test_every_option_is_explained(adapter: str) -> None:
    """What the adapter allows stands on its page."""
    found = destination(adapter)
    odd = replace(found, options={**found.options, "no_such_option": 1})
    with pytest.raises(OptionError, match="allowed: ") as told:
        adapter_for(setup(odd), installed=())
    allowed = str(told.value).partition("allowed: ")[2].rstrip(".").split(", ")
    assert set(found.options) <= set(allowed)
    missing = [
        name for name in allowed if not re.search(rf"`{name}`|^{name} = ", page(adapter), re.MULTILINE)
    ]
    assert missing == []


def test_every_link_leads_somewhere() -> None:
    """To a file beside the page, or elsewhere in the repository."""
    links = [
        (adapter, link.partition("#")[0])
        for adapter in ADAPTERS
        for link in re.findall(r"\]\((.*?)\)", page(adapter))
        if "://" not in link
    ]
    assert {adapter for adapter, _ in links} >= {"webhook", "request_tracker"}
    assert [link for adapter, link in links if not (FOLDER / adapter / link).is_file()] == []
