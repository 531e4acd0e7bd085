"""Writes the documents that are made from the code: `python -m docs.generate`; `--check` only compares."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from docs.adapters_page import adapters_page
from docs.error_codes import error_codes_page
from docs.events import asyncapi, schemas
from docs.events_page import events_page
from docs.openapi import openapi_document
from docs.rollout_schema import rollout_schema
from docs.settings import settings_page

FOLDER = Path(__file__).parent

DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "openapi.json": openapi_document,
    "settings.md": settings_page,
    "adapters.md": adapters_page,
    "error-codes.md": error_codes_page,
    "events.md": events_page,
    "asyncapi.json": asyncapi,
    "rollout-plan.schema.json": rollout_schema,
    **schemas(),
}
"""File name in `docs` -> what makes it."""


def write(folder: Path = FOLDER) -> None:
    """Write every document."""
    for name, make in DOCUMENTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(make(), encoding="utf-8")


def stale(folder: Path = FOLDER) -> list[str]:
    """Return the names of the documents that are not as the code would write them, or that it never wrote."""
    different = [name for name, make in DOCUMENTS.items() if _read(folder / name) != make()]
    written = [f"schemas/{file.name}" for file in (folder / "schemas").glob("*.json")]
    return different + sorted(name for name in written if name not in DOCUMENTS)


def main(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Write, or compare with `--check`; return the exit status."""
    if "--check" not in arguments:
        write(folder)
        return 0
    names = stale(folder)
    if names:
        files = ", ".join(f"docs/{name}" for name in names)
        sys.stderr.write(f"Not as the code has it: {files}; run 'make docs' and commit the result.\n")
    return 1 if names else 0


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
