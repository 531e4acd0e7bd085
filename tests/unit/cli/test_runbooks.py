"""The commands that the documents tell people to type exist."""

import re
from pathlib import Path

import pytest
import typer

from cli.appcare.main import app

ROOT = Path(__file__).parents[3]
PAGES = sorted([ROOT / "README.md", ROOT / "docs" / "api.md", *(ROOT / "docs" / "runbooks").glob("*.md")])
TYPED = re.compile(r"^(?:uv run )?appcare ([^\n#]*)|`appcare ([^`]*)`", re.MULTILINE)


def commands() -> dict[tuple[str, ...], set[str]]:
    """Return each command with its options."""
    found: dict[tuple[str, ...], set[str]] = {}
    groups = getattr(typer.main.get_command(app), "commands")  # noqa: B009 - typer's class has it, its type not
    for name, command in groups.items():
        below = getattr(command, "commands", None)
        parts = {(name, sub): one for sub, one in below.items()} if below else {(name,): command}
        found |= {key: {option for p in one.params for option in p.opts} for key, one in parts.items()}
    return found


def typed(page: Path) -> list[str]:
    """Return what a page tells to type."""
    return [(one[0] or one[1]).strip() for one in TYPED.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_tells_to_type_exists(page: Path) -> None:
    """Every command and every option on the page is one of `appcare`'s."""
    known = commands()
    for line in typed(page):
        if line.startswith("COMMAND"):
            continue
        words = line.split()
        name = next((key for key in known if tuple(words[: len(key)]) == key), None)
        assert name is not None, line
        assert {word for word in words if word.startswith("--")} <= known[name], line


def test_the_pages_tell_commands() -> None:
    """The search finds something: the runbooks of failed deliveries and dead letters tell what to type."""
    counts = {page.name: len(typed(page)) for page in PAGES if page.parent.name == "runbooks"}
    for name in ("delivery-parked.md", "destination-closed.md", "dead-letters.md", "record-parked.md"):
        assert counts[name] >= 1
    assert sum(counts.values()) >= 20
