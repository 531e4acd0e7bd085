"""Reads `appcare.toml` into `Settings`; whatever is wrong becomes one sentence with the key in it."""

import re
import tomllib
import types
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from appcare.config.checks import check_across
from appcare.config.checks_rollout import check_rollout
from appcare.config.declare import NAME, OPTION_NAME, Option
from appcare.config.settings import (
    Account,
    Alarms,
    Api,
    Conversations,
    Destination,
    Media,
    Number,
    Retention,
    Rollout,
    Service,
    Settings,
    Texts,
    Topic,
    Whatsapp,
)
from appcare.config.settings_error import SettingsError

T = TypeVar("T")

SINGLE: dict[str, type[Any]] = {
    "service": Service,
    "retention": Retention,
    "conversations": Conversations,
    "alarms": Alarms,
    "api": Api,
    "whatsapp": Whatsapp,
    "media": Media,
    "rollout": Rollout,
}
NAMED: dict[str, type[Any]] = {
    "accounts": Account,
    "numbers": Number,
    "destinations": Destination,
    "topics": Topic,
    "texts": Texts,
}


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
    check_across(settings)
    check_rollout(settings)
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
    known = {f.name: f for f in fields(cls) if f.name not in given}  # type: ignore[arg-type]  # T is a dataclass
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
