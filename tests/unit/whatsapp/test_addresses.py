"""Where a URL may lead."""

from ipaddress import ip_address

import pytest

from appcare.whatsapp.addresses import RefusedAddressError, is_public, place_of


def resolve(*addresses: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a resolver
    """Return a resolver that knows only these addresses."""
    return lambda _host, _port: addresses


def test_the_address_that_was_judged_is_the_one_that_is_called() -> None:
    """The name is looked up once; certificate and Host keep the name, the connection has the address."""
    place = place_of("https://u:p@Files.Example.com/a?b=c#d", (), resolve("93.184.215.14"))
    assert place.url == "https://93.184.215.14:443/a?b=c"
    assert (place.host, place.name) == ("files.example.com", "files.example.com")
    assert place.origin == ("https", "files.example.com", 443)


def test_other_ports_and_versions() -> None:
    """A port stays in the Host header; an IPv6 address is written in brackets."""
    place = place_of("https://files.example.com:8443/a", (), resolve("2606:2800:21f:cb07::1"))
    assert (place.url, place.host) == ("https://[2606:2800:21f:cb07::1]:8443/a", "files.example.com:8443")


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.5.5",
        "192.168.1.1",
        "127.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
    ],
)
def test_inside(address: str) -> None:
    """Private, local, translated and multicast addresses are refused, alone or beside a public one."""
    assert not is_public(ip_address(address.partition("%")[0]))
    for found in ((address,), ("93.184.215.14", address)):
        with pytest.raises(RefusedAddressError, match="address inside"):
            place_of("https://files.example.com/a", (), resolve(*found))


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example.com/a",
        "ftp://files.example.com/a",
        "file:///etc/passwd",
        "https://",
        "/a",
        "",
        "https://files.example.com:port/",
        "https://[::1",
        "https://exämple.com/",
    ],
)
def test_not_https(url: str) -> None:
    """Only https to a host with a name or address is followed."""
    with pytest.raises(RefusedAddressError):
        place_of(url, (), resolve("93.184.215.14"))


def test_nowhere() -> None:
    """A host without an address is refused, whatever looking it up does."""

    def lost(_host: str, _port: int) -> list[str]:
        raise OSError

    for resolver in (lost, resolve(), resolve("not an address")):
        with pytest.raises(RefusedAddressError):
            place_of("https://files.example.com/a", (), resolver)


def test_configured_private_hosts() -> None:
    """A configured host may be inside and need not speak https; no other may."""
    assert place_of("http://127.0.0.1:4642/x", ["127.0.0.1"]).url == "http://127.0.0.1:4642/x"
    with pytest.raises(RefusedAddressError):
        place_of("http://127.0.0.2:4642/x", ["127.0.0.1"])
