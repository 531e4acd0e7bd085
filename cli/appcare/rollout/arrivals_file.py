"""A file of conversations, for trying a plan without AWS."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from appcare.config.settings import Settings
from appcare.domain.identity import Customer
from appcare.domain.rollout.rehearsal import Arrival
from appcare.whatsapp.country import country_of
from cli.appcare.deployment import DeploymentError
from cli.appcare.printing import milliseconds

TEXTS = ("at", "contact", "number", "phone", "country", "topic")
MEMBERS: Mapping[str, type] = {**dict.fromkeys(TEXTS, str), "known": bool}
"""What a conversation may hold, and as what."""


def read_arrivals(file: Path, settings: Settings) -> list[Arrival]:
    """Return the conversations of a JSON file: a list of objects with `at`, `contact` and what is known.

    Raises:
        DeploymentError: it cannot be read; the text says which conversation is wrong, from 1.
    """
    try:
        listed = json.loads(file.read_bytes())
    except OSError as error:
        message = f"{file}: cannot be read ({error.strerror})."
        raise DeploymentError(message) from error
    except (ValueError, RecursionError) as error:
        message = f"{file}: is no JSON: {error}."
        raise DeploymentError(message) from error
    if not isinstance(listed, list):
        message = f'{file}: must be a list, like [{{"at": "2026-11-16T09:30:00Z", "contact": "1"}}].'
        raise DeploymentError(message)
    return [_arrival(f"{file}, conversation {place}", one, settings) for place, one in enumerate(listed, 1)]


def _arrival(key: str, one: Any, settings: Settings) -> Arrival:
    said = _checked(key, one)
    at = milliseconds(said["at"])
    number = said.get("number") or next((one.name for one in settings.numbers), "")
    ids = {one.name: one.phone_number_id for one in settings.numbers}
    if number not in ids:
        message = f"{key}: number = {number!r} is none of the settings: {', '.join(ids) or 'there are none'}."
        raise DeploymentError(message)
    customer = Customer(
        f"file#{ids[number]}#{said['contact']}", phone=said.get("phone", "").removeprefix("+") or None
    )
    return Arrival(
        at=at or 0,
        contact_id=said["contact"],
        number_id=ids[number],
        customer=customer,
        country=said.get("country") or country_of(customer),
        topic=said.get("topic", ""),
        is_known=said.get("known", False),
    )


def _checked(key: str, one: Any) -> Mapping[str, Any]:
    if not isinstance(one, dict):
        message = f"{key}: must be an object, like {{...}}."
        raise DeploymentError(message)
    for name, value in one.items():
        if name not in MEMBERS:
            message = f"{key}: {name!r} is not known; allowed: {', '.join(MEMBERS)}."
            raise DeploymentError(message)
        if not isinstance(value, MEMBERS[name]):
            what = "true or false" if MEMBERS[name] is bool else "text in quotes"
            message = f"{key}: {name} must be {what}."
            raise DeploymentError(message)
    for name in ("at", "contact"):
        if not one.get(name):
            message = f"{key}: {name} is missing."
            raise DeploymentError(message)
    return one
