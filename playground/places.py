"""Where the local stack keeps its files and which ports it takes."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
"""The root of the checkout."""

DEFAULT_PORT_BASE = 4640
"""First of the three ports in a row; `APPCARE_PORT_BASE` moves them all."""

LOCAL_ADDRESS = "127.0.0.1"
"""The only address that anything binds here."""

REGION = "eu-west-1"
"""The region that the emulator plays."""


class LauncherError(Exception):
    """Something stands in the way; the text is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Places:
    """One local stack: its folder and its ports. Two of them can run side by side."""

    folder: Path
    port_base: int

    @property
    def logs(self) -> Path:
        """Where every process that we start writes what it says."""
        return self.folder / "logs"

    @property
    def stack_file(self) -> Path:
        """The contract for whoever uses the stack: URLs, secrets, table names."""
        return self.folder / "stack.json"

    @property
    def settings_file(self) -> Path:
        """`appcare.toml` with every destination pointed at the inbox."""
        return self.folder / "appcare.toml"

    @property
    def secrets_file(self) -> Path:
        """The secrets of this stack, readable by its owner only."""
        return self.folder / "secrets.json"

    @property
    def assembly(self) -> Path:
        """What `cdk synth` wrote."""
        return self.folder / "cdk.out"

    @property
    def aws_endpoint_url(self) -> str:
        """Where the emulator answers."""
        return f"http://{LOCAL_ADDRESS}:{self.ministack_port}"

    @property
    def crm_inbox_url(self) -> str:
        """Where the CRM inbox answers."""
        return f"http://{LOCAL_ADDRESS}:{self.crm_inbox_port}"

    @property
    def graph_url(self) -> str:
        """Where the double of the Cloud API answers."""
        return f"http://{LOCAL_ADDRESS}:{self.graph_port}"

    @property
    def ministack_port(self) -> int:
        """The emulator's port."""
        return self.port_base

    @property
    def crm_inbox_port(self) -> int:
        """The CRM inbox's port."""
        return self.port_base + 1

    @property
    def graph_port(self) -> int:
        """The Cloud API double's port."""
        return self.port_base + 2


def places(variables: Mapping[str, str] | None = None) -> Places:
    """Return the places that `APPCARE_LOCAL_DIR` and `APPCARE_PORT_BASE` ask for.

    Raises:
        LauncherError: the port base is no usable port number.
    """
    variables = os.environ if variables is None else variables
    folder = Path(variables.get("APPCARE_LOCAL_DIR") or REPOSITORY / ".local")
    text = variables.get("APPCARE_PORT_BASE") or str(DEFAULT_PORT_BASE)
    if not text.isdecimal() or not 1024 <= int(text) <= 65_530:  # noqa: PLR2004 - the unprivileged ports
        message = f"APPCARE_PORT_BASE={text!r} is no port: use a number from 1024 to 65530."
        raise LauncherError(message)
    return Places(folder.resolve(), int(text))
