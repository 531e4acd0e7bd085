"""The JSON Schema of a rollout's plan, in the old draft that AppConfig's validators speak."""

import json
from typing import Any

from appcare.domain.rollout.plan import Plan

DRAFT = "http://json-schema.org/draft-04/schema#"
"""Source: AWS AppConfig User Guide, "Understanding validators": inline schemas are of version 4."""


def rollout_schema() -> str:
    """Return `docs/rollout-plan.schema.json`."""
    schema = _older(Plan.model_json_schema())
    return json.dumps({"$schema": DRAFT, **schema}, indent=2) + "\n"


def _older(node: Any) -> Any:
    """Say in draft 4 what pydantic says in draft 2020-12; titles, which only repeat names, are left out."""
    if isinstance(node, list):
        return [_older(one) for one in node]
    if not isinstance(node, dict):
        return node.replace("#/$defs/", "#/definitions/") if isinstance(node, str) else node
    found: dict[str, Any] = {}
    for key, value in node.items():
        if key == "title" and isinstance(value, str):
            continue
        if key in ("exclusiveMinimum", "exclusiveMaximum"):
            found |= {key.removeprefix("exclusive").lower(): value, key: True}
        elif key == "const":
            found["enum"] = [value]
        else:
            found["definitions" if key == "$defs" else key] = _older(value)
    return found
