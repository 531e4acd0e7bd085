"""Gathers what is uploaded: the functions, our runtime package, the third-party wheels.

Every asset is an explicit copy of named files rather than a list of exclusions: a wrong exclusion
synthesizes an empty asset without a word. An asset without files stops the synth here.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.dependencies import dependency_layer
from infra.target import Target

FUNCTIONS = (
    "webhook_receiver",
    "event_router",
    "crm_publisher",
    "media_fetcher",
    "template_reader",
    "care_clock",
    "agent_api",
    "api_authorizer",
    "social_receiver",
    "plan_checker",
)
"""The folders under `functions/` that are Lambdas."""

NOT_IN_LAMBDA = ("memory", "conformance", "__pycache__")
"""Folders of our package that serve tests and simulations only."""


class AssetError(Exception):
    """An asset lacks what it must hold; the text names both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """Folders whose content is uploaded."""

    functions: Path
    code_layer: Path
    dependency_layer: Path


@contextmanager
def gathered_assets(root: Path, settings: Path, target: Target) -> Iterator[Assets]:
    """Gather the assets for one synth; the copies are gone afterwards.

    Raises:
        AssetError: a handler, or the content of an asset, is missing.
        DependencyError: the dependency layer cannot be built.
    """
    dependencies = dependency_layer(root, target)
    cache = root / ".cache"
    with tempfile.TemporaryDirectory(dir=cache, prefix="assets-") as folder:
        assets = Assets(
            functions=gather_functions(root / "functions", settings, Path(folder) / "functions"),
            code_layer=gather_package(root / "layers" / "appcare", Path(folder) / "code_layer"),
            dependency_layer=dependencies,
        )
        check_not_empty(assets.dependency_layer)
        yield assets


def gather_functions(functions: Path, settings: Path, into: Path) -> Path:
    """Copy every function's Python files and the settings file that they read at cold start.

    Raises:
        AssetError: a function has no handler.
    """
    copy_python(functions, into / "functions")
    shutil.copyfile(settings, into / "appcare.toml")
    for name in FUNCTIONS:
        if not (into / "functions" / name / "handler.py").is_file():
            message = f"The functions' asset lacks functions/{name}/handler.py."
            raise AssetError(message)
    return into


def gather_package(layer: Path, into: Path) -> Path:
    """Copy our runtime package in the shape of a layer.

    Raises:
        AssetError: there is nothing to copy.
    """
    copy_python(layer / "python", into / "python")
    check_not_empty(into)
    return into


def copy_python(source: Path, into: Path) -> None:
    """Copy Python files and the data files beside them, without caches and test doubles."""
    for path in sorted(source.rglob("*")):
        relative = path.relative_to(source)
        if path.is_dir() or not path.suffix or path.suffix in (".pyc", ".md"):
            continue
        if any(part in NOT_IN_LAMBDA for part in relative.parts):
            continue
        (into / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, into / relative)


def check_not_empty(asset: Path) -> None:
    """Make sure that an asset holds Python files.

    Raises:
        AssetError: it does not.
    """
    if not any(asset.rglob("*.py")):
        message = f"The asset {asset.name} is empty: nothing in it could run."
        raise AssetError(message)
