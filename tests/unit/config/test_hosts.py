"""At synth a destination's host is looked up, and none that leads inside passes."""

from collections.abc import Sequence

import pytest

from appcare.config.hosts import check_hosts
from appcare.config.settings import Account, Destination, Settings
from appcare.config.settings_error import SettingsError
from appcare.outbound.addresses import Resolve


def settings(url: str, *private_hosts: str, adapter: str = "webhook") -> Settings:
    """Return settings with one destination."""
    crm = Destination(name="crm", adapter=adapter, url=url, private_hosts=private_hosts)
    return Settings(accounts=(Account(name="main"),), destinations=(crm,))


def finding(*addresses: str) -> Resolve:
    """Return a resolver that finds these."""
    return lambda _host, _port: addresses


def lost(_host: str, _port: int) -> Sequence[str]:
    """Find nothing, as without a network."""
    raise OSError


@pytest.mark.parametrize("found", [["10.0.0.7"], ["93.184.216.34", "10.0.0.7"], ["::1"], ["169.254.169.254"]])
def test_a_name_that_leads_inside(found: list[str]) -> None:
    """The sentence names the key, the host, the address and what to do."""
    with pytest.raises(SettingsError) as caught:
        check_hosts(settings("https://crm.example.com/in?key=geheim"), finding(*found))
    said = str(caught.value)
    parts = ("destinations.crm.url", "crm.example.com", found[-1], "destinations.crm.private_hosts")
    assert [part for part in parts if part not in said] == []
    assert "geheim" not in said


@pytest.mark.parametrize(
    "resolve", [finding("93.184.216.34"), finding(), lost], ids=["outside", "nowhere", "lost"]
)
def test_a_name_that_leads_outside_or_nowhere(resolve: Resolve) -> None:
    """Whoever synthesizes without a network, or before the host exists, is not held up."""
    check_hosts(settings("https://crm.example.com/in"), resolve)


@pytest.mark.parametrize(
    "given",
    [settings("http://crm.internal/", "CRM.internal"), settings("", adapter="log"), Settings()],
    ids=["private", "without URL", "none"],
)
def test_what_is_not_looked_up(given: Settings) -> None:
    """A host that is named as private is where its owner wants it; without a URL nothing is called."""

    def never(host: str, _port: int) -> Sequence[str]:
        raise AssertionError(host)

    check_hosts(given, never)
