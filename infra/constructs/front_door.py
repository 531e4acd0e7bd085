"""The HTTPS endpoint that Meta calls."""

from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.constructs.api_stage import throttled_stage

ROUTE = "/webhooks/{channel}/{account}"
STEADY_PER_SECOND = 500
BURST = 1000
"""Stage throttling. What is refused with 429 Meta brings again, for days."""


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
        self.stage = throttled_stage(
            self, self.api, per_second=STEADY_PER_SECOND, burst=BURST, access_log_days=access_log_days
        )

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
