"""The event bus that a destination of the adapter `eventbridge` names."""

import re

from appcare.config.settings import Destination

BUS = re.compile(
    r"(arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/)?[A-Za-z0-9._-]{1,256}(/[A-Za-z0-9._-]+)*"
)
"""A name, or an ARN. Source: EventBridge API reference, PutEventsRequestEntry."""


class BusError(Exception):
    """The option `bus` is missing or no event bus; the text names the key."""


def bus_of(destination: Destination) -> str:
    """Return the name or ARN of a destination's bus.

    Raises:
        BusError: it names none.
    """
    bus = destination.options.get("bus")
    if isinstance(bus, str) and BUS.fullmatch(bus):
        return bus
    message = (
        f"destinations.{destination.name}.options.bus = {bus!r} is not allowed; "
        "it must be the name or the ARN of an event bus."
    )
    raise BusError(message)


def buses(destinations: tuple[Destination, ...]) -> tuple[str, ...]:
    """Return the buses that events are put on, each once."""
    return tuple(dict.fromkeys(bus_of(to) for to in destinations if to.adapter == "eventbridge"))
