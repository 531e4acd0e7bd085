"""Meta's own specification of an older version, and what judges requests by it.

It lies beside the repository, if at all: tests without it skip what needs it.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

SPECIFICATION = Path(__file__).parents[2] / "shared/specs/whatsapp-business-messaging-api_v23.0.yaml"
MESSAGES = "/{Version}/{Phone-Number-ID}/messages"

NEWER_FIELDS = ("biz_opaque_callback_data", "recipient")
"""What version 23.0 has no place for in any message: our own id, and a user id in place of `to`."""

NEWER_BUTTONS = ("copy_code", "flow")
"""A template's buttons that its schema lacks; its own example has `flow`."""

STRICTER = {
    "list text": "at most 1024 characters; Meta's page on lists says 4096, and so do we",
    "contacts": "at most 5 cards; Meta's page says 257",
    "phone type": "HOME or WORK; Meta's page has CELL, MAIN, IPHONE and others too",
    "button index": "a pattern that takes neither its own example '0' nor 7 to 9",
    "place": "latitude and longitude are texts; its own example has numbers, as we send them",
}
"""Where the schema says something that Meta's pages and its own examples contradict; taken out below."""


def specification_is_here() -> bool:
    """Whether requests can be judged."""
    return SPECIFICATION.is_file()


@cache
def specification() -> dict[str, Any]:
    """Return the specification, mended where it contradicts itself."""
    if not specification_is_here():
        pytest.skip("Meta's specification is not beside the repository")
    document: dict[str, Any] = yaml.load(SPECIFICATION.read_text(), yaml.CSafeLoader)
    return document


@cache
def validator() -> Draft202012Validator:
    """Return what judges a request's body. OpenAPI 3.1 is JSON Schema 2020-12."""
    parts = json.loads(json.dumps(specification()["components"]["schemas"]))
    for name, part in parts.items():
        if name.endswith("Message") and "allOf" in part:
            # As it is written no message at all is valid: each half refuses what the other one requires.
            part["unevaluatedProperties"] = False
            for half in part["allOf"]:
                half.pop("additionalProperties", None)
    parts["BodyObject"]["properties"]["text"]["maxLength"] = 4096
    parts["ContactsMessage"]["allOf"][1]["properties"]["contacts"]["maxItems"] = 257
    parts["PhoneObject"]["properties"]["type"].pop("enum")
    parts["TemplateComponent"]["properties"]["index"]["pattern"] = "^[0-9]$"
    parts["TemplateComponent"]["properties"]["sub_type"]["enum"] += NEWER_BUTTONS
    place = parts["LocationMessage"]["allOf"][1]["properties"]["location"]["properties"]
    place["latitude"]["type"] = place["longitude"]["type"] = "number"
    schema = {"$ref": "#/components/schemas/Message", "components": {"schemas": parts}}
    return Draft202012Validator(schema)


def in_words_of_v23(said: dict[str, Any]) -> dict[str, Any]:
    """Return a request without what came after version 23.0."""
    return {name: part for name, part in said.items() if name not in NEWER_FIELDS}
