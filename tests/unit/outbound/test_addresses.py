"""Where a URL may lead."""

from ipaddress import ip_address

import pytest

from appcare.outbound.addresses import (
    Origin,
    RefusedAddressError,
    UnknownHostError,
    addresses_of,
    is_public,
    literal,
    place_of,
)


def resolve(*addresses: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a resolver
    """Return a resolver that knows only these addresses."""
    return lambda _host, _port: addresses


def test_a_url_is_taken_apart_once() -> None:
    """Host, port, path and query are what is called; a user's name and a fragment are not sent."""
    place = place_of("https://u:p@Files.Example.com/a;v=1?b=c#d", ())
    assert place.origin == Origin("https", "files.example.com", 443)
    assert (place.target, place.authority) == ("/a;v=1?b=c", "files.example.com")


@pytest.mark.parametrize(
    ("url", "authority", "target"),
    [
        ("https://files.example.com", "files.example.com", "/"),
        ("https://files.example.com:443?a", "files.example.com", "/?a"),
        ("https://files.example.com:8443/a?", "files.example.com:8443", "/a"),
        ("https://[2606:2800::1]/", "[2606:2800::1]", "/"),
        ("https://[2606:2800::1]:8443/", "[2606:2800::1]:8443", "/"),
    ],
)
def test_host_and_target(url: str, authority: str, target: str) -> None:
    """The header Host has the port where it is not https's own, and brackets around an IPv6 address."""
    place = place_of(url, ())
    assert (place.authority, place.target) == (authority, target)


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
        "192.88.99.1",
        "192.0.0.192",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2001:0:a9fe:a9fe::1",
        "2002:a9fe:a9fe::1",
        "::169.254.169.254",
        "fec0::1",
    ],
)
def test_inside(address: str) -> None:
    """Private, local, translated and multicast addresses are refused, alone or beside a public one."""
    assert not is_public(ip_address(address.partition("%")[0]))
    for found in ((address,), ("93.184.215.14", address)):
        with pytest.raises(RefusedAddressError, match="inside"):
            addresses_of("files.example.com", 443, (), resolve(*found))
        assert addresses_of("files.example.com", 443, ["FILES.example.com"], resolve(*found))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14"])
def test_outside(address: str) -> None:
    """Addresses that anybody may have are called, in the order in which they were found."""
    found = addresses_of("files.example.com", 443, (), resolve(address, "8.8.8.8"))
    assert found == [ip_address(address), ip_address("8.8.8.8")]


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
        "https://files.example.com/a b",
        "https://files.example.com/\x7f",
    ],
)
def test_not_https(url: str) -> None:
    """Only https to a host with a name or address is followed."""
    with pytest.raises(RefusedAddressError):
        place_of(url, ())


def test_nowhere() -> None:
    """A host without an address is another matter: it may have one later."""

    def lost(_host: str, _port: int) -> list[str]:
        raise OSError

    for resolver in (lost, resolve(), resolve("not an address")):
        with pytest.raises(UnknownHostError):
            addresses_of("files.example.com", 443, (), resolver)


def test_configured_private_hosts() -> None:
    """A configured host need not speak https; no other may do without."""
    assert place_of("http://127.0.0.1:4642/x", ["127.0.0.1"]).authority == "127.0.0.1:4642"
    assert place_of("http://CRM.internal/x", ["crm.Internal"]).authority == "crm.internal"
    with pytest.raises(RefusedAddressError):
        place_of("http://127.0.0.2:4642/x", ["127.0.0.1"])


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001"])
def test_the_old_ways_to_write_an_address(host: str) -> None:
    """A number is an address, however it is written."""
    assert literal(host) == ip_address("127.0.0.1")


@pytest.mark.parametrize("host", ["crm.example.com", "127.0.0.1.example.com", "", "ab", "1.2.3.4.5"])
def test_a_name_is_no_address(host: str) -> None:
    """What has to be looked up is not judged by its looks."""
    assert literal(host) is None
