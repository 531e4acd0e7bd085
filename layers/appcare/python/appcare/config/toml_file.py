"""Reads `appcare.toml` into `Settings`; whatever is wrong becomes one sentence with the key in it."""

import re
import tomllib
import types
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from appcare.config.adapters import AdapterNameError, installed_adapters
from appcare.config.event_bus import BusError, bus_of
from appcare.config.settings import (
    ADAPTERS,
    EVENT_TYPES,
    NAME,
    OPTION_NAME,
    RESERVED,
    UNLISTED,
    WITHOUT_URL,
    Account,
    Alarms,
    Api,
    Conversations,
    Destination,
    Media,
    Number,
    Option,
    Retention,
    Service,
    Settings,
    Whatsapp,
)
from appcare.config.urls import flaw_of, has_credentials

T = TypeVar("T")

SINGLE: dict[str, type[Any]] = {
    "service": Service,
    "retention": Retention,
    "conversations": Conversations,
    "alarms": Alarms,
    "api": Api,
    "whatsapp": Whatsapp,
    "media": Media,
}
NAMED: dict[str, type[Any]] = {"accounts": Account, "numbers": Number, "destinations": Destination}


class SettingsError(Exception):
    """The file cannot be used; the text says which key and what it may be."""


def read_settings(path: Path) -> Settings:
    """Read and check a settings file.

    Raises:
        SettingsError: the file is missing, is not TOML, or a key or value in it is not allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})."
        raise SettingsError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: is not UTF-8 text."
        raise SettingsError(message) from error
    return parse_settings(text, path.name)


def parse_settings(text: str, source: str = "appcare.toml") -> Settings:
    """Check the text of a settings file.

    Raises:
        SettingsError: the text is not TOML, or a key or value in it is not allowed.
    """
    try:
        document = tomllib.loads(text)
        settings = _settings(document)
    except (ValueError, RecursionError, SettingsError) as error:
        message = f"{source}: {error}"
        raise SettingsError(message) from error
    return settings


def _settings(document: Mapping[str, Any]) -> Settings:
    _only_known("", document, [*SINGLE, *NAMED])
    single: dict[str, Any] = {key: _stanza(key, cls, document.get(key, {})) for key, cls in SINGLE.items()}
    named: dict[str, Any] = {
        key: tuple(
            _named(f"{key}.{name}", cls, name, stanza)
            for name, stanza in _table(key, document.get(key, {})).items()
        )
        for key, cls in NAMED.items()
    }
    settings = Settings(**single, **named)
    _check_across(settings)
    return settings


def _named(key: str, cls: type[T], name: str, stanza: Any) -> T:
    if not NAME.fullmatch(name):
        message = f"{key}: a name is lower-case letters, digits and hyphens, at most 40."
        raise SettingsError(message)
    if isinstance(stanza, Mapping) and "name" in stanza:
        message = f"{key}.name is not a setting: the stanza's own name counts."
        raise SettingsError(message)
    return _stanza(key, cls, stanza, name=name)


def _stanza(key: str, cls: type[T], stanza: Any, **given: str) -> T:
    table = _table(key, stanza)
    known = {f.name: f for f in fields(cls) if f.name not in given}  # type: ignore[arg-type]
    _only_known(key, table, known)
    hints = get_type_hints(cls)
    values: dict[str, Any] = dict(given)
    for name, declared in known.items():
        if name in table:
            values[name] = _value(f"{key}.{name}", hints[name], declared, table[name])
        elif declared.default is MISSING and declared.default_factory is MISSING:
            message = f"{key}.{name} is missing: {declared.metadata['help']}"
            raise SettingsError(message)
    return cls(**values)


def _table(key: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        message = f"{key} must be a table, like [{key}]."
        raise SettingsError(message)
    return value


def _only_known(key: str, table: Mapping[str, Any], known: Iterable[str]) -> None:
    allowed = sorted(known)
    for name in table:
        if name not in allowed:
            full = f"{key}.{name}" if key else name
            message = f"{full} is not a setting; allowed: {', '.join(allowed)}."
            raise SettingsError(message)


def _value(key: str, hint: Any, declared: "Field[Any]", value: Any) -> Any:
    if get_origin(hint) is tuple:
        return _texts(key, value)
    if get_origin(hint) is Mapping:
        return _options(key, value)
    kind = get_args(hint)[0] if isinstance(hint, types.UnionType) else hint
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        with suppress(OverflowError):
            value = float(value)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        words = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
        message = f"{key} must be {words[kind]}, not {value!r}."
        raise SettingsError(message)
    _within(key, declared.metadata, value)
    return value


def _texts(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        message = f'{key} must be a list of texts, like ["a", "b"].'
        raise SettingsError(message)
    return tuple(value)


def _options(key: str, value: Any) -> Mapping[str, Option]:
    """Check the shape of an adapter's own options; what they mean only the adapter knows."""
    table = _table(key, value)
    for name, found in table.items():
        if not OPTION_NAME.fullmatch(name):
            message = f"{key}: {name!r} is no option: lower-case letters, digits and _, at most 40."
            raise SettingsError(message)
        if not isinstance(found, str | int | float | bool):
            message = f"{key}.{name} must be text in quotes, a number, true or false."
            raise SettingsError(message)
    return dict(table)


def _within(key: str, allowed: Mapping[str, Any], value: Any) -> None:
    if allowed["choices"] and str(value) not in allowed["choices"]:
        message = f"{key} = {value!r} is not allowed; allowed: {', '.join(allowed['choices'])}."
        raise SettingsError(message)
    low, high = allowed["low"], allowed["high"]
    if low is not None and not low <= value <= high:
        message = f"{key} = {value} is not allowed; allowed: {low:g} to {high:g}."
        raise SettingsError(message)
    if allowed["pattern"] and not re.fullmatch(allowed["pattern"], value):
        message = f"{key} = {value!r} is not allowed; it must match {allowed['pattern']}."
        raise SettingsError(message)


def _check_across(settings: Settings) -> None:
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
