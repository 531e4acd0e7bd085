"""The four stacks of one stage, each handed what the one before it made.

`cdk.json` makes references between stacks weak (`Fn::GetStackOutput`): with exports, CloudFormation
would refuse to remove a destination's queue or secret for as long as another stack still names it,
so no destination could be taken out of `appcare.toml` in one deployment. The tables, which nothing
may take away, are retained and protected against deletion.
"""

from aws_cdk import App, Tags

from appcare.config.settings import Settings
from infra.assets import Assets
from infra.stacks.monitoring import MonitoringStack
from infra.stacks.pipeline import PipelineStack
from infra.stacks.rollout import RolloutStack
from infra.stacks.storage import StorageStack
from infra.target import Target


class AppCare:
    """The stacks `appcare-<stage>-storage`, `-pipeline`, `-monitoring` and `-rollout`."""

    def __init__(self, app: App, *, settings: Settings, target: Target, assets: Assets) -> None:
        """Build the stacks into the app."""
        prefix = f"appcare-{settings.service.stage}"
        self.storage = StorageStack(app, f"{prefix}-storage", settings=settings, keeps_data=target.keeps_data)
        self.pipeline = PipelineStack(
            app,
            f"{prefix}-pipeline",
            settings=settings,
            target=target,
            assets=assets,
            storage=self.storage,
        )
        self.monitoring = MonitoringStack(
            app,
            f"{prefix}-monitoring",
            settings=settings,
            target=target,
            pipeline=self.pipeline,
        )
        self.rollout = RolloutStack(
            app,
            f"{prefix}-rollout",
            target=target,
            pipeline=self.pipeline,
            alarms=self.monitoring.alarms,
        )
        Tags.of(app).add("service", "appcare")
        Tags.of(app).add("stage", settings.service.stage)
