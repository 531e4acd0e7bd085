"""The commands that the documents tell people to type exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from cli.appcare.main import app

ROOT = Path(__file__).parents[3]
PAGES = sorted(
    [
        ROOT / "README.md",
        ROOT / "docs" / "api.md",
        ROOT / "docs" / "rollout.md",
        *(ROOT / "docs" / "runbooks").glob("*.md"),
    ]
)
TYPED = re.compile(r"^(?:uv run )?appcare ([^\n#]*)|`appcare ([^`]*)`", re.MULTILINE)


def commands() -> dict[tuple[str, ...], set[str]]:
    """Return each command with its options."""
    return dict(_below((), typer.main.get_command(app)))


def _below(name: tuple[str, ...], command: object) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Yield the commands of a group, however deep they lie; a command without any is one itself."""
    groups: dict[str, object] = getattr(command, "commands", {})
    for sub, one in groups.items():
        yield from _below((*name, sub), one)
    if not groups:
        yield name, {option for p in getattr(command, "params") for option in p.opts}  # noqa: B009 - typer's class has it, its type not


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
