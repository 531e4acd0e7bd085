"""Where the app is deployed to, and what each target leaves out: the only place that decides it.

This module imports neither `aws_cdk` nor anything of the stacks, so a launcher can read it cheaply.
"""

import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


class TargetError(Exception):
    """The target is not one of those that exist; the text lists them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One place to deploy to.

    Attributes:
        name: what `-c target=` says.
        python_platform: uv's name of the platform whose wheels go into the dependency layer;
            empty: the platform of this machine.
        python_version: the Python whose wheels these are.
        arm64: whether the functions run on arm64; otherwise on x86_64.
        keeps_data: whether tables, bucket and secrets outlive the stack and resist deletion.
        left_out: what this target does without, each with the reason in one sentence.
    """

    name: str
    python_platform: str
    python_version: str
    arm64: bool
    keeps_data: bool
    left_out: Mapping[str, str]

    def has(self, part: str) -> bool:
        """Return whether a part is deployed to this target.

        Raises:
            KeyError: no target leaves out a part of that name, so asking for it is a typo.
        """
        if part not in LEFT_OUT_LOCALLY:
            raise KeyError(part)
        return part not in self.left_out


LEFT_OUT_LOCALLY: Mapping[str, str] = MappingProxyType(
    {
        "access log": "The emulator writes no access log for an HTTP API.",
        "custom domain": "A custom domain needs a certificate and DNS; the local URL is 127.0.0.1.",
        "alarm mails": "The emulator sends no mail, so the alarm topic has no subscribers.",
        "bake time": "No alarm could roll a plan back: here metrics never become alarms.",
        "compliance rules": "cdk-nag judges what goes to an AWS account; `make synth` runs it.",
    }
)

AWS = Target(
    name="aws",
    python_platform="aarch64-manylinux2014",
    python_version="3.13",
    arm64=True,
    keeps_data=True,
    left_out=MappingProxyType({}),
)

LOCAL = Target(
    name="local",
    # The emulator runs every Python function on its own interpreter, which is this one.
    python_platform="",
    python_version=f"{sys.version_info.major}.{sys.version_info.minor}",
    arm64=platform.machine().lower() in ("arm64", "aarch64"),
    keeps_data=False,
    left_out=LEFT_OUT_LOCALLY,
)

TARGETS: Mapping[str, Target] = MappingProxyType({target.name: target for target in (AWS, LOCAL)})


def target_named(name: str) -> Target:
    """Return a target by name.

    Raises:
        TargetError: there is no such target.
    """
    try:
        return TARGETS[name]
    except KeyError:
        message = f"target = {name!r} is not allowed; allowed: {', '.join(TARGETS)}."
        raise TargetError(message) from None
