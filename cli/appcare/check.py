"""`appcare check`: what is wrong with the settings, said before a deployment."""

from pathlib import Path
from typing import Annotated

import typer

from appcare.config.reach import check_reach
from appcare.config.settings import Settings
from appcare.config.settings_error import SettingsError
from appcare.config.toml_file import read_settings
from appcare.crm.http import NoAnswer, Request
from appcare.crm.options import OptionError
from appcare.crm.registry import NoAdapterError, adapter_for
from appcare.crm.setup import AdapterSetup, DestinationSecrets
from cli.appcare.deployment import DeploymentError
from cli.appcare.printing import console, counted, in_one_sentence


class NobodyThere:
    """The outside of an adapter that is only built."""

    def send(self, request: Request) -> NoAnswer:
        """Reach nobody."""
        del request
        return NoAnswer("nothing is called")

    def read(self, url: str, most_bytes: int) -> None:
        """Find no file."""
        del url, most_bytes


@in_one_sentence
def check(
    file: Annotated[Path, typer.Argument(help="The settings.", show_default=True)] = Path("appcare.toml"),
) -> None:
    """Read the settings and build every destination's adapter, options included; nothing is called.

    Example: appcare check
    """
    try:
        settings = read_settings(file)
        check_reach(settings)
    except SettingsError as error:
        raise DeploymentError(str(error)) from error
    wrong = wrong_destinations(settings)
    if wrong:
        raise DeploymentError("\n  ".join(f"{file.name}: {one}" for one in wrong))
    found = counted(len(settings.destinations), "destination")
    console.print(f"{file.name}: {found}, nothing wrong.", highlight=False)


def wrong_destinations(settings: Settings) -> list[str]:
    """Return a sentence for each destination whose adapter cannot be built."""
    wrong: list[str] = []
    for destination in settings.destinations:
        nobody = NobodyThere()
        setup = AdapterSetup(destination=destination, secrets=DestinationSecrets, http=nobody, files=nobody)
        try:
            adapter_for(setup)
        except (OptionError, NoAdapterError) as error:
            wrong.append(str(error))
    return wrong
