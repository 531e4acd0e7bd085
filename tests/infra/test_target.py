"""What a target leaves out is decided in one place and said."""

import pytest

from infra.target import AWS, LOCAL
from tests.infra.synthesized import Synthesized


def test_production_leaves_nothing_out() -> None:
    """Every part goes to an account."""
    assert not AWS.left_out


def test_local_leaves_out_with_a_reason() -> None:
    """Each part that the emulator goes without has its sentence."""
    assert all(reason.endswith(".") for reason in LOCAL.left_out.values())


def test_a_part_that_nobody_leaves_out_is_a_typo() -> None:
    """Asking for an unknown part fails instead of answering yes."""
    with pytest.raises(KeyError):
        LOCAL.has("acess log")


def test_both_targets_have_the_same_stacks(production: Synthesized, local: Synthesized) -> None:
    """Locally the same resources are deployed, less the ones that are said to be left out."""
    for stack, template in production.templates.items():
        there = {resource["Type"] for resource in template["Resources"].values()}
        here = {resource["Type"] for resource in local.templates[stack]["Resources"].values()}
        assert here == there
    missing = len(production.resources("AWS::Logs::LogGroup")) - len(local.resources("AWS::Logs::LogGroup"))
    assert missing == len(production.resources("AWS::ApiGatewayV2::Stage"))
