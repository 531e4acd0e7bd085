"""Where the destinations' hosts lead.

They are looked up at synth only, since no Lambda should wait for that to read its settings; a call is judged
again, at every connection.
"""

from appcare.config.settings import Settings
from appcare.config.settings_error import SettingsError
from appcare.outbound.addresses import (
    Resolve,
    UnknownHostError,
    addresses_of,
    is_private,
    is_public,
    place_of,
    resolved,
)


def check_hosts(settings: Settings, resolve: Resolve = resolved) -> None:
    """Refuse a destination whose host leads inside; one that leads nowhere from here may do so elsewhere.

    Raises:
        SettingsError: a host has an inside address and is not named as private.
    """
    for destination in settings.destinations:
        if not destination.url:
            continue
        origin = place_of(destination.url, destination.private_hosts).origin
        if is_private(origin.host, destination.private_hosts):
            continue
        try:
            found = addresses_of(origin.host, origin.port, [origin.host], resolve)
        except UnknownHostError:
            continue
        inside = [str(address) for address in found if not is_public(address)]
        if inside:
            key = f"destinations.{destination.name}"
            message = (
                f"{key}.url is not allowed: {origin.host} leads to the inside address {inside[0]}. Name a "
                f"public host, or put this one into {key}.private_hosts if it is yours and may be called."
            )
            raise SettingsError(message)
