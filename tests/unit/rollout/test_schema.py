"""The plan's JSON Schema says in AppConfig's words what the model says."""

import json
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft4Validator

from docs.generate import FOLDER
from docs.rollout_schema import rollout_schema
from tests.unit.rollout.plans import VALID, plan_text

SCHEMA = json.loads((FOLDER / "rollout-plan.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft4Validator(SCHEMA)
MOST_CHARACTERS = 32_768
"""What AppConfig takes as a validator. Source: AWS AppConfig API Reference, "Validator"."""


def keys(node: Any) -> set[str]:
    """Return every key that stands anywhere in a schema."""
    if isinstance(node, list):
        return {key for one in node for key in keys(one)}
    if not isinstance(node, dict):
        return set()
    return set(node) | {key for one in node.values() for key in keys(one)}


def test_it_is_a_schema_of_draft_4() -> None:
    """Its own meta-schema takes it, nothing of later drafts is in it, and it is small enough."""
    Draft4Validator.check_schema(SCHEMA)
    assert not keys(SCHEMA) & {"const", "$defs", "prefixItems", "if", "contains", "examples", "propertyNames"}
    assert len(json.dumps(SCHEMA)) < MOST_CHARACTERS
    assert rollout_schema() == (FOLDER / "rollout-plan.schema.json").read_text(encoding="utf-8")


@given(VALID)
def test_valid_plans_fit(text: str) -> None:
    """Every plan that may be deployed fits the schema."""
    VALIDATOR.validate(json.loads(text))


@pytest.mark.parametrize(
    "step",
    [
        {"shares": 5},
        {"share": 101},
        {"share": "5"},
        {"hold_hours": 0},
        {"pace": {"per_hour": 0}},
        {"pace": {"per_hour": 1.5}},
        {"pace": {"a_minute": 1}},
        {"topics": "orders"},
        {"name": " 5"},
        {"known_only": 1},
        {"health": {"overdue_red": 200}},
    ],
)
def test_what_the_model_refuses_the_schema_refuses(step: dict[str, Any]) -> None:
    """A bound that got lost on the way to the older draft would let this through."""
    assert not VALIDATOR.is_valid(json.loads(plan_text(step)))
    assert VALIDATOR.is_valid(json.loads(plan_text({})))
