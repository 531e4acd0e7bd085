"""The reference of the settings is complete and up to date."""

from dataclasses import fields
from pathlib import Path

import pytest

from appcare.config.settings import Settings
from docs.generate import DOCUMENTS, FOLDER, main
from docs.settings import STANZAS, Stanza


@pytest.mark.parametrize("stanza", STANZAS, ids=lambda stanza: stanza.key)
def test_every_setting_is_explained(stanza: Stanza) -> None:
    """Each key has a help text, and its line in the reference."""
    page = (FOLDER / "settings.md").read_text(encoding="utf-8")
    _, _, section = page.partition(f"## `{stanza.title}`")
    section = section.partition("\n## ")[0]
    for declared in fields(stanza.cls):
        if declared.name == "name":
            continue
        assert declared.metadata["help"].endswith(".")
        assert f"| `{declared.name}` | {declared.metadata['help']} |" in section
    assert f"[{stanza.key}" in section.partition("```toml")[2]


def test_every_stanza_is_there() -> None:
    """What the settings hold is what the reference has sections for."""
    assert {stanza.key for stanza in STANZAS} == {declared.name for declared in fields(Settings)}


def test_the_committed_documents_are_those_of_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever changes a setting writes the documents anew."""
    assert main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "", "old\n"])
def test_a_stale_document_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    """An absent or different file fails the check, in one sentence with its name; writing mends it."""
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    (tmp_path / "settings.md").unlink()
    if content is not None:
        (tmp_path / "settings.md").write_text(content, encoding="utf-8")

    assert main(["--check"], tmp_path) == 1
    (sentence,) = capsys.readouterr().err.splitlines()
    assert "docs/settings.md" in sentence
    assert main([], tmp_path) == 0
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert sorted(str(file.relative_to(tmp_path)) for file in files) == sorted(DOCUMENTS)


def test_a_schema_of_an_event_that_is_no_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A generated file that the code would not write any more fails the check, too."""
    assert main([], tmp_path) == 0
    (tmp_path / "schemas" / "message.burnt.json").write_text("{}", encoding="utf-8")
    assert main(["--check"], tmp_path) == 1
    assert "docs/schemas/message.burnt.json" in capsys.readouterr().err
