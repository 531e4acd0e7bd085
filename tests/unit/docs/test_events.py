"""The catalogue of events says what is true."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from appcare.domain.events import EVENT_TYPES
from appcare.domain.events.model import Model
from docs.events import asyncapi, example_of, kind_examples, schema_of
from docs.events_page import FAMILIES, events_page
from docs.generate import FOLDER

SCHEMAS = FOLDER / "schemas"
PAGE = events_page()


def written(type_: str) -> Any:
    """Return the committed schema of a type."""
    return json.loads((SCHEMAS / f"{type_}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("type_", EVENT_TYPES)
def test_an_example_is_valid(type_: str) -> None:
    """Each type's example is what its schema and its model allow, and its schema a schema."""
    schema = written(type_)
    Draft202012Validator.check_schema(schema)
    (example,) = schema["examples"]
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(example)
    EVENT_TYPES[type_].model_validate_json(json.dumps(example["data"]))
    assert example["type"] == type_


@pytest.mark.parametrize("type_", EVENT_TYPES)
def test_a_schema_says_no_to_what_is_wrong(type_: str) -> None:
    """Another type, no data, or data of another shape is no such event; a new member is."""
    validator = Draft202012Validator(schema_of(type_))
    example = example_of(type_)
    assert not validator.is_valid({**example, "type": "something.else"})
    assert not validator.is_valid({**example, "data": {}})
    assert not validator.is_valid({**example, "data": {**example["data"], "contact": "Anna"}})
    assert validator.is_valid({**example, "new": 1, "data": {**example["data"], "new": 1}})


def test_nothing_but_a_moment_is_ever_null() -> None:
    """Receivers need not expect null: a member without a value is left out."""
    for type_ in EVENT_TYPES:
        nullable = [
            path for path, node in nodes(schema_of(type_)) if {"type": "null"} in node.get("anyOf", [])
        ]
        assert nullable == ["/properties/data/properties/occurred_at"], type_


def nodes(node: Any, path: str = "") -> list[tuple[str, Any]]:
    """Return every object in a schema with its path."""
    if isinstance(node, list):
        return [found for at, one in enumerate(node) for found in nodes(one, f"{path}/{at}")]
    if not isinstance(node, dict):
        return []
    return [(path, node), *(found for name, one in node.items() for found in nodes(one, f"{path}/{name}"))]


@pytest.mark.parametrize("type_", EVENT_TYPES)
def test_a_type_has_its_place_on_the_page(type_: str) -> None:
    """Each type is explained under its family's heading, with its example, and linked from the list."""
    assert type_.partition(".")[0] in FAMILIES
    _, _, section = PAGE.partition(f"\n### {type_}\n")
    example = section.partition("```json\n")[2].partition("\n```")[0]
    assert json.loads(example) == example_of(type_)
    assert f"| [`{type_}`](#{type_.replace('.', '')}) |" in PAGE


def test_every_word_is_explained() -> None:
    """No row of the page is without a meaning."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert [row for row in rows if row.split("|")[2].strip() == ""] == []


def test_asyncapi_leads_to_every_schema() -> None:
    """Each message of the AsyncAPI document refers to a schema and to parts that are there."""
    document = json.loads(asyncapi())
    messages = document["components"]["messages"]
    assert {message["name"] for message in messages.values()} == set(EVENT_TYPES)
    for path, node in nodes(document):
        reference = node.get("$ref")
        if reference and reference.startswith("#/"):
            found = document
            for part in reference[2:].split("/"):
                found = found[part]
            assert found, path
        elif reference:
            assert (Path(FOLDER) / reference).is_file(), path


def test_every_kind_of_message_has_an_example() -> None:
    """What `data.message.kind` can be is shown."""
    kinds = schema_of("message.received")["$defs"]["Message"]["properties"]["kind"]["enum"]
    assert list(kind_examples()) == kinds


def models(model: type[Model]) -> list[type[Model]]:
    """Return a model's kinds."""
    return [model, *(deeper for kind in model.__subclasses__() for deeper in models(kind))]


@pytest.mark.parametrize("model", models(Model), ids=lambda model: model.__name__)
def test_models_are_strict_frozen_and_explained(model: type[Model]) -> None:
    """An event is a fact: it cannot be changed, holds nothing unnamed, and says what it is."""
    assert model.model_config["frozen"]
    assert model.model_config["strict"]
    assert model.model_config["extra"] == "forbid"
    assert (model.__doc__ or "").endswith((".", "..."))
