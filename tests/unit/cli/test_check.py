"""`appcare check`: what is wrong with the settings, said before a deployment."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.appcare import main

HEAD = '[accounts.main]\nchannel = "whatsapp"\n'
DESK = """
[destinations.desk]
adapter = "request_tracker"
url = "https://desk.example.com"
[destinations.desk.options]
"""


def checked(folder: Path, settings: str) -> tuple[int, str]:
    """Return the exit status and the words."""
    file = folder / "appcare.toml"
    file.write_text(HEAD + settings, encoding="utf-8")
    done = CliRunner().invoke(main.app, ["check", str(file)])
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ('quue = "Care"', "destinations.desk.options.quue is not an option of this adapter"),
        ("queue = 7", "destinations.desk.options.queue must be text in quotes, not 7"),
    ],
)
def test_an_option_that_only_its_adapter_knows(tmp_path: Path, option: str, sentence: str) -> None:
    """A wrong option is named with its key, and every wrong destination at once."""
    second = DESK.replace("desk]", "desk-2]").replace("desk.options", "desk-2.options")
    status, words = checked(tmp_path, DESK + option + second + option)
    assert status == 1
    assert sentence in words
    assert sentence.replace("desk", "desk-2") in words


def test_what_the_settings_refuse_themselves(tmp_path: Path) -> None:
    """An unknown key stops it with the reader's own sentence."""
    status, words = checked(tmp_path, '[destinations.desk]\nadapter = "fax"\n')
    assert status == 1
    assert "destinations.desk.adapter = 'fax' is not allowed" in words


def test_nothing_wrong(tmp_path: Path) -> None:
    """Every adapter that comes along is built from its stanza without calling anybody."""
    status, words = checked(tmp_path, DESK + '[destinations.log]\nadapter = "log"\n')
    assert (status, words.strip()) == (0, "appcare.toml: 2 destinations, nothing wrong.")


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there is a sentence, not a traceback."""
    done = CliRunner().invoke(main.app, ["check", str(tmp_path / "no.toml")])
    assert done.exit_code == 1
    assert "cannot be read" in done.output
