"""What is uploaded holds what will run, for the machine it will run on, and nothing else."""

import shutil
from pathlib import Path

import pytest

from infra.app import ROOT
from infra.assets import FUNCTIONS, AssetError, check_not_empty, gather_functions, gather_package
from tests.infra.synthesized import Synthesized, told


def content(asset: Path) -> set[str]:
    """Return the relative paths of an asset's files."""
    return {str(path.relative_to(asset)) for path in asset.rglob("*") if path.is_file()}


def functions_asset(synthesized: Synthesized) -> Path:
    """Return the asset that all functions share."""
    functions = synthesized.resources("AWS::Lambda::Function").values()
    folders = {synthesized.asset(function["Properties"]["Code"]) for function in functions}
    assert len(folders) == 1
    return folders.pop()


def layer(synthesized: Synthesized, id_: str) -> Path:
    """Return the asset of one layer."""
    return synthesized.asset(synthesized.one("AWS::Lambda::LayerVersion", id_)["Content"])


def test_functions_asset(production: Synthesized) -> None:
    """The functions' asset holds every handler and the settings file, and nothing of the repository."""
    files = content(functions_asset(production))
    assert {f"functions/{name}/handler.py" for name in FUNCTIONS} <= files
    assert "appcare.toml" in files
    strangers = {file for file in files if file != "appcare.toml" and not file.startswith("functions/")}
    assert not strangers
    assert not {file for file in files if "test" in file or "__pycache__" in file}


def test_settings_in_the_asset_are_the_ones_that_were_read(production: Synthesized) -> None:
    """A function reads at cold start the very file that the synth read."""
    packed = functions_asset(production) / "appcare.toml"
    assert packed.read_bytes() == (ROOT / "appcare.toml").read_bytes()


def test_code_layer(production: Synthesized) -> None:
    """The code layer holds our package where Lambda looks for it, without test doubles."""
    files = content(layer(production, "CodePackage"))
    assert "python/appcare/config/settings.py" in files
    assert "python/appcare/application/ports.py" in files
    assert not {file for file in files if not file.startswith("python/appcare/")}
    absent = ("/memory/", "/conformance/", "__pycache__")
    assert not {file for file in files if any(part in file for part in absent)}


def test_dependency_layer_is_for_lambda(production: Synthesized) -> None:
    """The dependency layer holds wheels for arm64 and Python 3.13, and nothing of ours."""
    files = content(layer(production, "CodeDependencies"))
    native = {file for file in files if file.endswith(".so")}
    assert "python/pydantic_core/_pydantic_core.cpython-313-aarch64-linux-gnu.so" in native
    assert all(file.endswith(".cpython-313-aarch64-linux-gnu.so") for file in native)
    for package in ("boto3", "httpcore", "aws_lambda_powertools", "standardwebhooks"):
        assert f"python/{package}/__init__.py" in files
    assert not {file for file in files if file.startswith("python/appcare")}


def test_layers_of_a_function(production: Synthesized) -> None:
    """Every function has both layers."""
    for function in production.resources("AWS::Lambda::Function").values():
        assert [told(one) for one in function["Properties"]["Layers"]] == ["CodeDependencies", "CodePackage"]


def test_an_empty_asset_is_noticed(tmp_path: Path) -> None:
    """A folder without Python files does not pass for an asset."""
    with pytest.raises(AssetError, match="is empty"):
        check_not_empty(tmp_path)
    (tmp_path / "python").mkdir()
    with pytest.raises(AssetError, match="is empty"):
        gather_package(tmp_path, tmp_path / "out")


def test_a_missing_handler_is_noticed(tmp_path: Path) -> None:
    """A function whose handler is not packed stops the synth and is named."""
    shutil.copytree(ROOT / "functions", tmp_path / "functions")
    (tmp_path / "functions" / "care_clock" / "handler.py").unlink()
    with pytest.raises(AssetError, match=r"functions/care_clock/handler\.py"):
        gather_functions(tmp_path / "functions", ROOT / "appcare.toml", tmp_path / "out")
