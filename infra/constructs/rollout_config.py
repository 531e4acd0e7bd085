"""The rollout's plan as configuration in AppConfig: changed without deploying the app, and checked.

Two constructs, for the functions stand between them: the clock is told of the profile, and the environment
watches alarms, which come after everything that they are about.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from aws_cdk import Stack, Tags
from aws_cdk import aws_appconfig as appconfig
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

SCHEMA = Path(__file__).parents[2] / "docs" / "rollout-plan.schema.json"

ENVIRONMENT = "live"
"""The environment's name; the clock, which is made before it, asks for it by this."""

INITIAL_PLAN = '{"numbers": {}}'
"""Names no number, so every one is open. Never change it: a new text would deploy it again, over the plan
that people have deployed since."""

MOST_MONITORS = 5
"""Alarms that AppConfig watches in one environment."""


class PlanProfile(Construct):
    """What a plan is: an application in AppConfig, and a profile that takes valid plans only."""

    def __init__(self, scope: Construct, id_: str, *, checker: lambda_.IFunction) -> None:
        """Create both; `checker` fails for a plan that may not be deployed."""
        super().__init__(scope, id_)
        self.application = appconfig.CfnApplication(
            self, "Application", name=Stack.of(self).stack_name, description="AppCare: gradual rollout"
        )
        self.profile = appconfig.CfnConfigurationProfile(
            self,
            "Profile",
            application_id=self.application.ref,
            name="plan",
            description="Who is let in, number by number and step by step",
            location_uri="hosted",
            type="AWS.Freeform",
            validators=[
                _validator("JSON_SCHEMA", _schema()),
                _validator("LAMBDA", checker.function_arn),
            ],
        )
        # Without a source: AppConfig's documents do not say that it names one, and a condition on what it
        # does not name would keep every plan from being deployed. The function gives nothing but a verdict.
        lambda_.CfnPermission(
            self,
            "MayCheck",
            action="lambda:InvokeFunction",
            function_name=checker.function_arn,
            principal="appconfig.amazonaws.com",
        )


class PlanEnvironment(Construct):
    """Where plans are deployed: watched by alarms, all at once, with a first plan in it."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        profile: PlanProfile,
        alarms: Sequence[cloudwatch.IAlarm],
        bake_minutes: int,
    ) -> None:
        """Create the environment and deploy the first plan into it.

        Args:
            scope: where it belongs.
            id_: its name there.
            profile: what plans are.
            alarms: at most five; one that goes off while a plan bakes brings the plan before it back.
            bake_minutes: for how long after a deployment.
        """
        super().__init__(scope, id_)
        self._application = profile.application.ref
        self._profile = profile.profile.ref
        self.environment = appconfig.CfnEnvironment(
            self,
            "Environment",
            application_id=self._application,
            name=ENVIRONMENT,
            description="The plan in force",
            monitors=self._monitors(alarms),
        )
        self.strategy = self._strategy("AllAtOnce", "watched", bake_minutes)
        self._deploy_initial_plan()

    def _monitors(
        self, alarms: Sequence[cloudwatch.IAlarm]
    ) -> list[appconfig.CfnEnvironment.MonitorsProperty]:
        role = iam.Role(self, "Watcher", assumed_by=iam.ServicePrincipal("appconfig.amazonaws.com"))
        role.add_to_policy(
            iam.PolicyStatement(sid="LookAtAlarms", actions=["cloudwatch:DescribeAlarms"], resources=["*"])
        )
        return [
            appconfig.CfnEnvironment.MonitorsProperty(alarm_arn=alarm.alarm_arn, alarm_role_arn=role.role_arn)
            for alarm in alarms
        ]

    def _strategy(self, id_: str, name: str, bake_minutes: int) -> appconfig.CfnDeploymentStrategy:
        # All at once: a strategy's percentages are of those who read the configuration, and the clock
        # alone reads it. Customers come in by the plan's own shares.
        return appconfig.CfnDeploymentStrategy(
            self,
            id_,
            name=f"{Stack.of(self).stack_name}-{name}",
            description="All at once",
            deployment_duration_in_minutes=0,
            growth_factor=100,
            final_bake_time_in_minutes=bake_minutes,
            replicate_to="NONE",
        )

    def _deploy_initial_plan(self) -> None:
        """Deploy the first plan, once: whatever changes in these two resources would deploy it again."""
        version = appconfig.CfnHostedConfigurationVersion(
            self,
            "InitialPlan",
            application_id=self._application,
            configuration_profile_id=self._profile,
            content=INITIAL_PLAN,
            content_type="application/json",
            description="Every number is open",
        )
        deployment = appconfig.CfnDeployment(
            self,
            "InitialDeployment",
            application_id=self._application,
            configuration_profile_id=self._profile,
            configuration_version=version.ref,
            # Nothing was in force before that could come back: the stack need not wait for alarms.
            deployment_strategy_id=self._strategy("Unwatched", "unwatched", 0).ref,
            environment_id=self.environment.ref,
            description="Every number is open",
        )
        Tags.of(deployment).remove("stage")
        Tags.of(deployment).remove("service")


def _validator(type_: str, content: str) -> appconfig.CfnConfigurationProfile.ValidatorsProperty:
    return appconfig.CfnConfigurationProfile.ValidatorsProperty(type=type_, content=content)


def _schema() -> str:
    """Return the plan's schema without spaces: AppConfig takes 32 kB."""
    return json.dumps(json.loads(SCHEMA.read_text(encoding="utf-8")), separators=(",", ":"))
