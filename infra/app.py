"""Synthesizes the app: `cdk synth [-c target=aws|local] [-c settings=PATH]`."""

import sys
from pathlib import Path

from aws_cdk import App
from aws_cdk.cx_api import CloudAssembly

from appcare.config.hosts import check_hosts
from appcare.config.reach import check_reach
from appcare.config.settings import Settings
from appcare.config.settings_error import SettingsError
from appcare.config.toml_file import read_settings
from infra.assets import AssetError, Assets, gathered_assets
from infra.compliance import hold_to_rules
from infra.dependencies import DependencyError
from infra.stage import AppCare
from infra.target import Target, TargetError, target_named

ROOT = Path(__file__).resolve().parent.parent


def settings_path(app: App) -> Path:
    """Return the settings file that `-c settings=` names, else the repository's own."""
    named = app.node.try_get_context("settings")
    return Path(named) if named else ROOT / "appcare.toml"


def build(app: App, *, settings: Settings, target: Target, assets: Assets) -> AppCare:
    """Build the stacks and, where it goes to an account, hold them to the rules."""
    appcare = AppCare(app, settings=settings, target=target, assets=assets)
    if target.has("compliance rules"):
        hold_to_rules(app)
    return appcare


def synthesize(app: App) -> CloudAssembly:
    """Read the context and the settings, gather the assets and synthesize.

    Raises:
        SettingsError: the settings file cannot be used, sends events inside, or names a
            phone number or time zone that is none.
        TargetError: there is no such target.
        AssetError: what is to be uploaded is incomplete.
        DependencyError: the dependency layer cannot be built.
    """
    target = target_named(app.node.try_get_context("target") or "aws")
    path = settings_path(app)
    settings = read_settings(path)
    check_hosts(settings)
    check_reach(settings)
    for part, reason in target.left_out.items():
        _say(f"The target {target.name} leaves out: {part}. {reason}")
    with gathered_assets(ROOT, path, target) as assets:
        build(app, settings=settings, target=target, assets=assets)
        return app.synth()


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main() -> int:
    """Synthesize; what is wrong with the input becomes one sentence and exit status 1."""
    try:
        synthesize(App())
    except (SettingsError, TargetError, AssetError, DependencyError) as error:
        _say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
