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
    named = set(re.findall(r"`GET (/v1/[a-z/{}]+)", PAGE))
    assert named == {path.replace("contact_id", "id") for path in DOCUMENT["paths"]}


def test_every_parameter_is_explained() -> None:
    """Each parameter of the history stands on the page."""
    history = DOCUMENT["paths"]["/v1/contacts/{contact_id}/events"]["get"]
    for parameter in history["parameters"]:
        if parameter["in"] == "query":
            assert f"* `{parameter['name']}`: " in PAGE
    assert f"1 to {LARGEST_PAGE}" in PAGE


def test_every_way_to_authenticate_is_explained() -> None:
    """Each value of `[api] auth` has its line."""
    assert all(f"| `{auth}` |" in PAGE for auth in API_AUTHS)


def test_the_document_declares_what_is_answered() -> None:
    """Each operation declares its answer, its problems, and that a caller must be known."""
    assert DOCUMENT["security"] == [{"caller": []}]
    for path in DOCUMENT["paths"].values():
        responses = path["get"]["responses"]
        assert {"200", "400", "401", "403", "503"} <= set(responses)
        assert "422" not in responses
        assert "application/problem+json" in responses["400"]["content"]
