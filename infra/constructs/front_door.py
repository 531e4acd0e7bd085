"""The HTTPS endpoint that Meta calls."""

import json

from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.constructs.log_groups import log_group

ROUTE = "/webhooks/{channel}/{account}"
STEADY_PER_SECOND = 500
BURST = 1000
"""Stage throttling. What is refused with 429 Meta brings again, for days."""

ACCESS_LOG_FIELDS = (
    "requestId",
    "requestTime",
    "httpMethod",
    "routeKey",
    "status",
    "responseLatency",
    "integrationErrorMessage",
)
"""No address and no path of the caller: the log is for operators, not about people."""


class FrontDoor(Construct):
    """An HTTP API with the two webhook routes and a throttled stage."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        receiver: lambda_.IFunction,
        access_log_days: int | None,
    ) -> None:
        """Create the API.

        Args:
            scope: where it belongs.
            id_: its name there.
            receiver: the function that answers.
            access_log_days: how long access log lines stay; None: no access log.
        """
        super().__init__(scope, id_)
        self.api = apigw.HttpApi(self, "Api", create_default_stage=False, description="AppCare webhooks")
        self.api.add_routes(
            path=ROUTE,
            methods=[apigw.HttpMethod.GET, apigw.HttpMethod.POST],
            integration=integrations.HttpLambdaIntegration(
                "Receiver",
                receiver,
                payload_format_version=apigw.PayloadFormatVersion.VERSION_2_0,
            ),
        )
        self.stage = apigw.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            throttle=apigw.ThrottleSettings(rate_limit=STEADY_PER_SECOND, burst_limit=BURST),
        )
        if access_log_days is not None:
            log_access(self, self.stage, access_log_days)

    def answer_on(self, host: str, certificate_arn: str) -> apigw.DomainName:
        """Serve the API on a host name of one's own, too; DNS must then point to the result."""
        domain = apigw.DomainName(
            self,
            "Domain",
            domain_name=host,
            certificate=acm.Certificate.from_certificate_arn(self, "Certificate", certificate_arn),
        )
        apigw.ApiMapping(self, "Mapping", api=self.api, domain_name=domain, stage=self.stage)
        return domain

    def webhook_url(self, channel: str, account: str, *, host: str = "") -> str:
        """Return the URL to enter in Meta's dashboard."""
        endpoint = f"https://{host}" if host else self.api.api_endpoint
        return f"{endpoint}{ROUTE.format(channel=channel, account=account)}"


def log_access(scope: Construct, stage: apigw.HttpStage, days: int) -> None:
    """Keep a line for each request to a stage, for so many days."""
    group = log_group(scope, "AccessLog", days=days)
    inner = stage.node.default_child
    assert isinstance(inner, apigw.CfnStage)  # noqa: S101 - what HttpStage consists of
    inner.access_log_settings = apigw.CfnStage.AccessLogSettingsProperty(
        destination_arn=group.log_group_arn,
        format=json.dumps({name: f"$context.{name}" for name in ACCESS_LOG_FIELDS}),
    )
