"""Where a URL really leads: resolved once, judged, and connected to at exactly that address.

A name that is looked up a second time for the connection could have moved inside meanwhile.
"""

import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

Resolve = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a host; raises OSError where it has none."""

PORTS = {"https": 443, "http": 80}

TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2002::/16"))
"""IPv6 networks that carry IPv4 addresses, private ones too."""


class RefusedAddressError(Exception):
    """The URL leads where we do not go; the text is a word for logs."""


@dataclass(frozen=True, slots=True)
class Place:
    """A URL whose host was looked up.

    Attributes:
        url: the same URL with the address in place of the host.
        host: the host with its port, as the header `Host` has it.
        name: the host that the certificate must be for.
        origin: scheme, host and port.
    """

    url: str
    host: str
    name: str
    origin: tuple[str, str, int]


def resolved(host: str, port: int) -> Sequence[str]:
    """Return a host's addresses."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def place_of(url: str, private_hosts: Collection[str], resolve: Resolve = resolved) -> Place:
    """Look a URL up: https to a public address, or anything to a host in `private_hosts`.

    Raises:
        RefusedAddressError: it leads elsewhere, or nowhere.
    """
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise RefusedAddressError("not a URL") from error
    private = name in {host.lower() for host in private_hosts}
    if not name or not url.isascii() or parts.scheme not in (PORTS if private else ("https",)):
        raise RefusedAddressError("not https")
    try:
        addresses = [ip_address(found.partition("%")[0]) for found in resolve(name, port)]
    except (OSError, ValueError) as error:
        raise RefusedAddressError("host not found") from error
    if not addresses or not (private or all(is_public(address) for address in addresses)):
        raise RefusedAddressError("address inside")
    address = addresses[0]
    literal = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004 - the IP versions
    query = f"?{parts.query}" if parts.query else ""
    host = name if port == PORTS[parts.scheme] else f"{name}:{port}"
    return Place(
        f"{parts.scheme}://{literal}:{port}{parts.path}{query}", host, name, (parts.scheme, name, port)
    )


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address lies in the open internet and hides no other one."""
    inner = getattr(address, "ipv4_mapped", None) or address
    hidden = any(inner in network for network in TRANSLATED if network.version == inner.version)
    return inner.is_global and not inner.is_multicast and not hidden
