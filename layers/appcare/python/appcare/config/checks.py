"""What the settings must be beyond each value by itself: names that exist, URLs that may be called."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from appcare.config.adapters import AdapterNameError, installed_adapters
from appcare.config.event_bus import BusError, bus_of
from appcare.config.event_types import EVENT_TYPES
from appcare.config.settings import (
    ADAPTERS,
    RESERVED,
    UNLISTED,
    WITHOUT_URL,
    Account,
    Api,
    Destination,
    Number,
    Settings,
)
from appcare.config.settings_error import SettingsError
from appcare.config.urls import flaw_of, has_credentials


def check_across(settings: Settings) -> None:
    """Refuse settings that are allowed one by one and not together.

    Raises:
        SettingsError: the text says which key and why.
    """
    if not settings.accounts:
        message = "accounts is empty: at least one [accounts.<name>] must say which Meta app signs."
        raise SettingsError(message)
    owners: dict[str, str] = {}
    for number in settings.numbers:
        if number.name == UNLISTED:
            message = f"numbers.{UNLISTED}: the name is taken by the numbers that have none."
            raise SettingsError(message)
        other = owners.setdefault(number.phone_number_id, number.name)
        if other != number.name:
            message = f"numbers.{number.name}.phone_number_id is the one of numbers.{other}, too."
            raise SettingsError(message)
        if number.phone and owners.setdefault(number.phone, number.name) != number.name:
            message = f"numbers.{number.name}.phone is the one of numbers.{owners[number.phone]}, too."
            raise SettingsError(message)
        if number.account and number.account not in {account.name for account in settings.accounts}:
            message = f"numbers.{number.name}.account = {number.account!r} is no account."
            raise SettingsError(message)
    _check_url("whatsapp.graph_url", settings.whatsapp.graph_url, settings.whatsapp.private_hosts)
    if urlsplit(settings.whatsapp.graph_url).path:
        message = f"whatsapp.graph_url = {settings.whatsapp.graph_url!r} is not allowed: leave out the path."
        raise SettingsError(message)
    adapters = _adapters()
    for destination in settings.destinations:
        _check_destination(destination, adapters)
        _check_filter(destination, settings.numbers)
    if bool(settings.service.custom_domain) != bool(settings.service.certificate_arn):
        message = "service.custom_domain and service.certificate_arn go together: set both or none."
        raise SettingsError(message)
    _check_topics(settings.accounts)
    _check_api(settings.api)


def _check_topics(accounts: Iterable[Account]) -> None:
    readers: dict[str, str] = {}
    for account in accounts:
        key = f"accounts.{account.name}.topic_arn"
        if account.topic_arn and account.source != "social":
            message = f'{key} goes with source = "social" only.'
            raise SettingsError(message)
        if account.topic_arn and readers.setdefault(account.topic_arn, account.name) != account.name:
            message = f"{key} is the one of accounts.{readers[account.topic_arn]}, too."
            raise SettingsError(message)


def _check_api(api: Api) -> None:
    given = bool(api.issuer), bool(api.audiences)
    if given != (api.auth == "jwt",) * 2:
        message = 'api.issuer and api.audiences go with api.auth = "jwt": set both with it, none without.'
        raise SettingsError(message)
    if api.issuer and not (api.issuer.startswith("https://") and _is_clean(api.issuer)):
        message = f"api.issuer = {api.issuer!r} is not allowed; it must be an https URL."
        raise SettingsError(message)


def _is_clean(url: str) -> bool:
    """Whether a URL holds neither spaces nor control characters nor anything but ASCII."""
    return url.isascii() and not re.search(r"[\s\x00-\x1f]", url)


def _adapters() -> tuple[str, ...]:
    """Return the names of all adapters, ours first."""
    try:
        return (*ADAPTERS, *sorted(installed_adapters()))
    except AdapterNameError as error:
        raise SettingsError(str(error)) from error


def _check_destination(destination: Destination, adapters: Sequence[str]) -> None:
    key = f"destinations.{destination.name}"
    if destination.adapter not in adapters:
        message = f"{key}.adapter = {destination.adapter!r} is not allowed; allowed: {', '.join(adapters)}."
        raise SettingsError(message)
    if destination.name in RESERVED:
        message = f"{key}: the name {destination.name} is taken by AppCare itself."
        raise SettingsError(message)
    if destination.adapter == "eventbridge":
        _check_bus(destination)
    # An installed adapter may have its CRM's address built in; one that is given is checked for all.
    calls_url = bool(destination.url) or destination.adapter in set(ADAPTERS) - set(WITHOUT_URL)
    if calls_url:
        _check_url(f"{key}.url", destination.url, destination.private_hosts)


def _check_bus(destination: Destination) -> None:
    """Refuse a destination whose bus the deployment could not allow."""
    try:
        bus_of(destination)
    except BusError as error:
        raise SettingsError(str(error)) from error


def _check_url(key: str, url: str, private_hosts: Sequence[str]) -> None:
    """Refuse a URL that may not be called; `key` is its stanza and its name."""
    hosts = f"{key.rpartition('.')[0]}.private_hosts"
    if has_credentials(url):
        # The value is not repeated: it holds a secret.
        message = f"{key} names a user or password: take them out; what proves who we are lies in a secret."
        raise SettingsError(message)
    if flaw := flaw_of(url, private_hosts):
        message = (
            f"{key} = {url!r} is not allowed ({flaw}): https:// to a public host, "
            f"or https:// or http:// to a host named in {hosts}."
        )
        raise SettingsError(message)


def _check_filter(destination: Destination, numbers: Iterable[Number]) -> None:
    key = f"destinations.{destination.name}"
    groups = {f"{type_.rpartition('.')[0]}.*" for type_ in EVENT_TYPES if "." in type_}
    types = ("*", *sorted(groups), *EVENT_TYPES)
    names = ("*", UNLISTED, *(number.name for number in numbers))
    for setting, wanted, allowed, what in (
        ("types", destination.types, types, "event type"),
        ("numbers", destination.numbers, names, "number"),
    ):
        for one in wanted:
            if one not in allowed:
                message = f"{key}.{setting}: {one!r} is no {what}; allowed: {', '.join(allowed)}."
                raise SettingsError(message)
    for setting, wanted in (("numbers", destination.numbers), ("topics", destination.topics)):
        if not wanted:
            message = f'{key}.{setting} is empty: nothing would go there; ["*"] is for all.'
            raise SettingsError(message)
