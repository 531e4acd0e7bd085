"""The stack that puts the rollout's plan in force: the last one, for it watches the alarms."""

from collections.abc import Mapping

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.rollout_config import PlanEnvironment
from infra.stacks.pipeline import PipelineStack
from infra.target import Target

BAKE_MINUTES = 10

MONITORED = ("receiver-errors", "front-door-5xx", "stream-age", "record-parked", "rollout-plan-rejected")
"""Alarms that bring the plan before back: those that a plan could be the cause of within minutes."""


class RolloutStack(Stack):
    """The environment of the plan, the first plan, and the clock's permission to read it."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        target: Target,
        pipeline: PipelineStack,
        alarms: Mapping[str, cloudwatch.IAlarm],
    ) -> None:
        """Create the stack.

        Args:
            scope: where it belongs.
            id_: its name there.
            target: where it is deployed to.
            pipeline: what has the profile, and the clock.
            alarms: name without stage and stack -> alarm.
        """
        super().__init__(scope, id_, description="AppCare: the rollout's plan")
        plan = PlanEnvironment(
            self,
            "Plan",
            profile=pipeline.plan,
            alarms=[alarms[name] for name in MONITORED],
            bake_minutes=BAKE_MINUTES if target.has("bake time") else 0,
        )
        self._let_clock_read(plan, pipeline)
        CfnOutput(self, "PlanEnvironment", value=plan.environment.ref)
        CfnOutput(self, "PlanStrategy", value=plan.strategy.ref)

    def _let_clock_read(self, plan: PlanEnvironment, pipeline: PipelineStack) -> None:
        """Allow the clock to read this configuration; only here all parts of its name are known."""
        application, profile = pipeline.plan.application.ref, pipeline.plan.profile.ref
        name = f"{application}/environment/{plan.environment.ref}/configuration/{profile}"
        iam.Policy(
            self,
            "CareClockReadsPlan",
            roles=[iam.Role.from_role_name(self, "CareClockRole", pipeline.clock.role.role_name)],
            statements=[
                iam.PolicyStatement(
                    sid="ReadPlan",
                    actions=["appconfig:GetLatestConfiguration", "appconfig:StartConfigurationSession"],
                    resources=[self.format_arn(service="appconfig", resource=f"application/{name}")],
                )
            ],
        )
