"""Which URLs the settings may name, as far as can be told without looking a host up."""

from collections.abc import Collection
from urllib.parse import urlsplit

from appcare.outbound.addresses import RefusedAddressError, is_private, is_public, literal, place_of

LOCAL = ("localhost", ".localhost", ".local", ".internal")


def flaw_of(url: str, private_hosts: Collection[str]) -> str:
    """Return why a URL may not be called, in a few words; empty: nothing speaks against it."""
    try:
        host = place_of(url, private_hosts).origin.host
    except RefusedAddressError as error:
        return str(error)
    if "#" in url:
        return "it has a fragment"
    if is_private(host, private_hosts):
        return ""
    address = literal(host.rstrip("."))
    inside = f".{host.rstrip('.')}".endswith(LOCAL) if address is None else not is_public(address)
    return "an inside address" if inside else ""


def has_credentials(url: str) -> bool:
    """Whether a URL names a user, with or without a password."""
    try:
        return "@" in urlsplit(url).netloc
    except ValueError:
        return False
