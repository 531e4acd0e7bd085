"""`appcare.toml` as the functions find it: beside their folder, in the asset as in the repository."""

from functools import cache
from pathlib import Path

from appcare.config.environment import settings_file
from appcare.config.settings import Settings
from appcare.config.toml_file import read_settings


@cache
def settings() -> Settings:
    """Return the settings that this deployment was made with."""
    return read_settings(settings_file(Path(__file__).parent))
