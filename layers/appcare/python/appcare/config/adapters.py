"""Names of adapters: ours, and those that installed packages bring."""

from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points

from appcare.config.settings import ADAPTERS

GROUP = "appcare.adapters"
"""The entry point group under which a package offers its adapters."""


class AdapterNameError(Exception):
    """Two adapters want the same name; the text names both and what to do."""


def installed_adapters(offered: Iterable[EntryPoint] | None = None) -> Mapping[str, EntryPoint]:
    """Return what installed packages offer, by name; nothing of it is imported.

    Args:
        offered: entry points of the group; None: those of everything that is installed.

    Raises:
        AdapterNameError: a name is one of ours, or two packages offer it.
    """
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP) if offered is None else offered:
        if point.name in ADAPTERS:
            message = (
                f"The package {package_of(point)} offers an adapter {point.name!r}, "
                "which is one of AppCare's own: it must rename it, or be removed."
            )
            raise AdapterNameError(message)
        other = found.setdefault(point.name, point)
        if other.value != point.value:
            both = " and ".join(sorted((package_of(other), package_of(point))))
            message = f"The packages {both} both offer an adapter {point.name!r}: remove one of them."
            raise AdapterNameError(message)
    return found


def package_of(point: EntryPoint) -> str:
    """Return the name of the package that brings an adapter, for people."""
    return point.dist.name if point.dist else point.value
