"""The API's page and its OpenAPI document say what the code does."""

import json
import re
from typing import Any

import pytest

from appcare.config.settings import API_AUTHS
from docs.generate import FOLDER
from functions.agent_api.problems import KINDS, TYPES
from functions.agent_api.routes import LARGEST_PAGE

PAGE = (FOLDER / "api.md").read_text(encoding="utf-8")
DOCUMENT: Any = json.loads((FOLDER / "openapi.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_problem_is_explained(kind: Any) -> None:
    """Each type of problem has its line, with its status."""
    assert f"| {kind.status} | `{TYPES}{kind.code}` |" in PAGE


def test_every_path_is_explained() -> None:
    """The page names each path of the document, and only those."""
    named = set(re.findall(r"`(GET|POST) (/(?:v1|hooks)/[a-z_/{}]+)", PAGE))
    assert named == {
        (method.upper(), path.replace("contact_id", "id"))
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
    }


def test_every_parameter_is_explained() -> None:
    """Each parameter of the history and of the deliveries stands on the page."""
    for path in ("/v1/contacts/{contact_id}/events", "/v1/deliveries"):
        for parameter in DOCUMENT["paths"][path]["get"]["parameters"]:
            if parameter["in"] == "query":
                assert f"* `{parameter['name']}`: " in PAGE
    assert f"1 to {LARGEST_PAGE}" in PAGE


def test_every_way_to_authenticate_is_explained() -> None:
    """Each value of `[api] auth` has its line."""
    assert all(f"| `{auth}` |" in PAGE for auth in API_AUTHS)


def test_only_callbacks_are_open() -> None:
    """One operation needs no caller that is known; it needs the headers of a signature, and a body."""
    (operation,) = (
        one for path in DOCUMENT["paths"].values() for one in path.values() if one.get("security") == []
    )
    assert operation["operationId"] == "take_callback"
    needed = {one["name"] for one in operation["parameters"] if one["in"] == "header" and one["required"]}
    assert needed == {"webhook-id", "webhook-timestamp", "webhook-signature"}
    (reference,) = operation["requestBody"]["content"]["application/json"]["schema"].values()
    schema = DOCUMENT["components"]["schemas"][reference.rpartition("/")[2]]
    assert set(schema["required"]) == {"type", "timestamp", "data"}


def test_the_document_declares_what_is_answered() -> None:
    """Each operation declares its answer, its problems, and that a caller must be known, or signs."""
    assert DOCUMENT["security"] == [{"caller": []}]
    for path in DOCUMENT["paths"].values():
        for operation in path.values():
            responses = operation["responses"]
            assert {"200", "201", "202"} & set(responses)
            assert {"401", "503"} <= set(responses)
            assert ("403" in responses) is ("security" not in operation)
            unsendable = responses.get("422", {"content": {}})["content"]
            assert set(unsendable) <= {"application/problem+json"}  # not what Powertools would declare
            if operation.get("parameters") or operation.get("requestBody"):
                assert "application/problem+json" in responses["400"]["content"]
