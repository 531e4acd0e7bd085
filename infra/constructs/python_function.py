"""One Lambda function: its role, its log group, its layers, and nothing it may do by itself."""

from collections.abc import Mapping, Sequence

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.assets import Assets
from infra.constructs.log_groups import log_group

RUNTIME = lambda_.Runtime.PYTHON_3_13
METRICS_NAMESPACE = "AppCare"


class CodeBundle(Construct):
    """What all functions share: one asset with their handlers and two layers."""

    def __init__(self, scope: Construct, id_: str, *, assets: Assets, arm64: bool) -> None:
        """Take the gathered assets; `arm64`: which machines the dependency layer was built for."""
        super().__init__(scope, id_)
        self.architecture = lambda_.Architecture.ARM_64 if arm64 else lambda_.Architecture.X86_64
        self.code = lambda_.Code.from_asset(str(assets.functions))
        self.layers: Sequence[lambda_.ILayerVersion] = (
            self._layer("Dependencies", str(assets.dependency_layer), "Third-party, as locked"),
            self._layer("Package", str(assets.code_layer), "The package appcare"),
        )

    def _layer(self, id_: str, folder: str, description: str) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            id_,
            code=lambda_.Code.from_asset(folder),
            description=description,
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[self.architecture],
        )


class PythonFunction(Construct):
    """A folder of `functions/` as a Lambda with a role of its own that may only write its log."""

    def __init__(  # noqa: PLR0913 - each argument differs from function to function
        self,
        scope: Construct,
        id_: str,
        *,
        folder: str,
        bundle: CodeBundle,
        environment: Mapping[str, str],
        timeout: Duration,
        memory_mb: int,
        logs_days: int,
    ) -> None:
        """Create the function.

        Args:
            scope: where it belongs.
            id_: its name there.
            folder: its folder under `functions/`.
            bundle: the code and layers of all functions.
            environment: what its `wiring.py` reads.
            timeout: when Lambda ends it.
            memory_mb: memory, and with it the share of a processor.
            logs_days: how long its log lines stay.
        """
        super().__init__(scope, id_)
        self.folder = folder
        self.log_group = log_group(self, "Logs", days=logs_days)
        self.role = self._role()
        self.function = lambda_.Function(
            self,
            "Function",
            description=f"AppCare {folder}",
            runtime=RUNTIME,
            architecture=bundle.architecture,
            code=bundle.code,
            layers=list(bundle.layers),
            handler=f"functions.{folder}.handler.lambda_handler",
            role=self.role,
            log_group=self.log_group,
            timeout=timeout,
            memory_size=memory_mb,
            environment={**_powertools(folder), **environment},
        )

    def _role(self) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        role.add_to_principal_policy(
            iam.PolicyStatement(
                sid="WriteOwnLog",
                actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                resources=[self.log_group.log_group_arn],
            )
        )
        return role

    def allow(self, *statements: iam.PolicyStatement) -> None:
        """Let the function do what the statements say."""
        for statement in statements:
            # A statement that has been added to one role may not be changed by another.
            self.role.add_to_principal_policy(statement.copy())


def _powertools(folder: str) -> dict[str, str]:
    return {
        "POWERTOOLS_SERVICE_NAME": folder,
        "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
