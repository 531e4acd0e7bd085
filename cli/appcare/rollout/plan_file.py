"""The file a plan is written in: JSON, or TOML where its name says so."""

import json
import tomllib
from pathlib import Path

from cli.appcare.deployment import DeploymentError


def read_plan_file(file: Path) -> bytes:
    """Return the JSON that a file holds or stands for; whether it is a plan is not looked at.

    Raises:
        DeploymentError: it cannot be read, or is not TOML although its name says so.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        message = f"{file}: cannot be read ({error.strerror})."
        raise DeploymentError(message) from error
    return _from_toml(file, content) if file.suffix.lower() == ".toml" else content


def _from_toml(file: Path, content: bytes) -> bytes:
    try:
        return json.dumps(tomllib.loads(content.decode("utf-8")), ensure_ascii=False).encode()
    except TypeError as error:
        message = f"{file}: holds a date or a time, which no plan has."
        raise DeploymentError(message) from error
    except (ValueError, RecursionError) as error:
        message = f"{file}: is no TOML that a plan can be read from: {error}."
        raise DeploymentError(message) from error
