"""Where a URL may lead: https to the open internet, or anything to a host that is named as private."""

import socket
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address

Resolve = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a host; raises OSError where it has none."""

PORTS = {"https": 443, "http": 80}

GLOBAL_UNICAST = ip_network("2000::/3")
"""The IPv6 addresses that anybody may have. Source: RFC 4291, section 2.4, and IANA's allocation of it."""

SIX_TO_FOUR = ip_network("2002::/16")
"""IPv6 addresses that carry IPv4 ones, private ones too; the other such networks are not global unicast."""

NOBODYS = (ip_network("192.88.99.0/24"), ip_network("192.0.0.0/24"))
"""Where such packets were unpacked (RFC 7526 gave the network up), and what protocols have for their own
use (RFC 6890): older Pythons take the second one for public."""


class RefusedAddressError(Exception):
    """The URL leads where we do not go, until somebody changes it; the text is a word for logs."""

    retryable = False


class UnknownHostError(Exception):
    """The host has no address that we could find; it may have one later."""

    retryable = True


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom a URL is for.

    Attributes:
        scheme: `https`, or `http` where the host is private.
        host: in lower case.
        port: the scheme's own where the URL names none.
    """

    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Place:
    """A URL taken apart.

    Attributes:
        origin: whom it is for.
        target: path and query.
    """

    origin: Origin
    target: str

    @property
    def authority(self) -> str:
        """Return what the header `Host` says. Source: RFC 9110, section 7.2."""
        host, port = self.origin.host, self.origin.port
        named = f"[{host}]" if ":" in host else host
        return named if port == PORTS[self.origin.scheme] else f"{named}:{port}"


def resolved(host: str, port: int) -> Sequence[str]:
    """Return a host's addresses."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def place_of(url: str, private_hosts: Collection[str]) -> Place:
    """Take a URL apart; nothing is looked up.

    Raises:
        RefusedAddressError: it is no URL, or not https to a host that must have it.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise RefusedAddressError("not a URL") from error
    if not host or not url.isascii() or any(letter <= " " or letter == "\x7f" for letter in url):
        raise RefusedAddressError("not a URL")
    if parts.scheme not in (PORTS if is_private(host, private_hosts) else ("https",)):
        raise RefusedAddressError("not https")
    query = f"?{parts.query}" if parts.query else ""
    return Place(Origin(parts.scheme, host, port), f"{parts.path or '/'}{query}")


def addresses_of(
    host: str, port: int, private_hosts: Collection[str], resolve: Resolve = resolved
) -> list[Address]:
    """Look a host up, once, and judge what was found: each of these addresses may be called.

    One address inside, and none of them is: who mixes them means us to take that one.

    Raises:
        RefusedAddressError: it is a way inside.
        UnknownHostError: there is no such host now.
    """
    try:
        found = [ip_address(one.partition("%")[0]) for one in resolve(host, port)]
    except (OSError, ValueError) as error:
        raise UnknownHostError("host not found") from error
    if not found:
        raise UnknownHostError("host not found")
    if not (is_private(host, private_hosts) or all(is_public(address) for address in found)):
        raise RefusedAddressError("inside")
    return found


def is_private(host: str, private_hosts: Collection[str]) -> bool:
    """Whether a host is named as one that may be inside and without https."""
    return host.lower() in {name.lower() for name in private_hosts}


def is_public(address: Address) -> bool:
    """Whether an address lies in the open internet and hides no other one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        return address.is_global and address in GLOBAL_UNICAST and address not in SIX_TO_FOUR
    return (
        address.is_global and not address.is_multicast and not any(address in network for network in NOBODYS)
    )


def literal(host: str) -> Address | None:
    """Return the address that a host is written as, also in the old ways (`127.1`, `0x7f000001`)."""
    with suppress(ValueError):
        return ip_address(host)
    with suppress(OSError, ValueError):
        return IPv4Address(socket.inet_aton(host))
    return None
