"""The example adapter, as a third party would have it: built, installed beside us, found, and conforming."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.dependencies import dependency_layer
from infra.target import LOCAL

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "example-adapter"

UV = os.environ.get("UV") or shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")

BUILT = """
from appcare.config.toml_file import parse_settings
from appcare.crm.http import Request, NoAnswer
from appcare.crm.registry import adapter_for
from appcare.crm.setup import AdapterSetup, DestinationSecrets

class Nowhere:
    def send(self, request): return NoAnswer("nowhere")
    def read(self, url, most_bytes): return None

settings = parse_settings('''
[accounts.main]
[destinations.help]
adapter = "desk"
url = "https://desk.example.com/"
[destinations.help.options]
team = "parcels"
''')
adapter = adapter_for(AdapterSetup(
    destination=settings.destination("help"), secrets=DestinationSecrets, http=Nowhere(), files=Nowhere()))
print(type(adapter).__module__, adapter.name)
"""

REFUSED = """
from appcare.config.settings_error import SettingsError
from appcare.config.toml_file import parse_settings
try:
    parse_settings('[accounts.main]\\n[destinations.help]\\nadapter = "disk"\\n')
except SettingsError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Install the package into a folder of its own; return an environment in which Python sees it."""
    folder = tmp_path_factory.mktemp("installed")
    source = shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("source") / "adapter")
    install = [UV, "pip", "install", "--quiet", "--no-deps", "--target", str(folder), str(source)]
    subprocess.run([*install, "--python", sys.executable], check=True, timeout=120)  # noqa: S603 - our own command
    shutil.rmtree(source / "src")
    return {**os.environ, "PYTHONPATH": str(folder), "TESTS": str(source / "tests")}


def run(installed: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in an empty folder, where it finds what is installed and nothing of the repository."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *arguments],
        env=dict(installed),
        cwd=installed["TESTS"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_is_found_by_its_entry_point(installed: Mapping[str, str]) -> None:
    """A stanza that names it is accepted, and its adapter is built from the installed package."""
    done = run(installed, "-c", BUILT)
    assert (done.stdout.split(), done.stderr) == (["appcare_desk.adapter", "desk"], "")


def test_a_typo_lists_it(installed: Mapping[str, str]) -> None:
    """Who mistypes an adapter's name is told of the installed ones as well."""
    done = run(installed, "-c", REFUSED)
    assert "adapter = 'disk' is not allowed; allowed: webhook, log" in done.stdout
    assert ", desk." in done.stdout


def test_without_it_nothing_is_found(installed: Mapping[str, str]) -> None:
    """What makes the difference is the installed package, nothing of the repository."""
    done = run({**installed, "PYTHONPATH": ""}, "-c", BUILT)
    assert "'desk' is not allowed" in done.stderr


def test_it_passes_the_kit(installed: Mapping[str, str]) -> None:
    """Its own tests, which run every check of the kit, pass against the installed package."""
    done = run(installed, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "--rootdir", ".", ".")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "test_adapter" not in done.stdout  # no failure names it
    assert " passed" in done.stdout
    assert "a_failure_is_told_once: message_status is field" in done.stdout


def test_it_is_deployed_as_the_page_says(tmp_path: Path) -> None:
    """Built as a wheel and added to the runtime, it lies in the dependency layer with its entry point."""
    project = tmp_path / "appcare"
    source = shutil.copytree(EXAMPLE, tmp_path / "adapter")
    for member in ("cli", "layers"):
        shutil.copytree(ROOT / member, project / member, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "uv.lock"):
        shutil.copyfile(ROOT / file, project / file)
    build = [UV, "build", "--quiet", "--wheel", "--out-dir", str(tmp_path), str(source)]
    subprocess.run(build, check=True, timeout=120)  # noqa: S603 - our own command
    (wheel,) = tmp_path.glob("*.whl")
    add = [UV, "add", "--quiet", "--no-sync", "--package", "appcare", str(wheel)]
    subprocess.run(add, check=True, cwd=project, timeout=120)  # noqa: S603 - our own command

    layer = dependency_layer(project, LOCAL) / "python"
    assert (layer / "appcare_desk" / "adapter.py").is_file()
    (points,) = layer.glob("appcare_desk-*.dist-info/entry_points.txt")
    assert "desk = appcare_desk.adapter:DeskAdapter" in points.read_text()
    assert not (layer / "appcare").exists()
