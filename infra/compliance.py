"""cdk-nag's AWS Solutions rules; each exception stands here with its reason.

A finding without a reason stops the synth.
"""

from aws_cdk import Acknowledgment, App, Validations
from cdk_nag import AwsSolutionsChecks
from constructs import IConstruct

from infra.stage import AppCare


def hold_to_rules(app: App, appcare: AppCare) -> None:
    """Check the whole app at synth; what is accepted is accepted here, for the smallest part."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
