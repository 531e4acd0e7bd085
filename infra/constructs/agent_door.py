"""The HTTPS endpoint that CRMs and agents call; no route of it is open."""

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from appcare.config.settings import Api
from infra.constructs.front_door import log_access

ROUTE = "/v1/{proxy+}"
"""One route: what exists below it the function knows, and says so in its own words where it does not."""

STEADY_PER_SECOND = 100
BURST = 200
ANSWER_COUNTS = Duration.seconds(60)
"""How long API Gateway remembers what the authorizer said of a key."""

KEY = "$request.header.Authorization"


class AgentDoor(Construct):
    """An HTTP API behind an authorizer, with a throttled stage."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        api: Api,
        function: lambda_.IFunction,
        key_authorizer: lambda_.IFunction | None,
        access_log_days: int | None,
    ) -> None:
        """Create the API.

        Args:
            scope: where it belongs.
            id_: its name there.
            api: who may call.
            function: what answers.
            key_authorizer: what knows the API keys; only where callers have keys.
            access_log_days: how long access log lines stay; None: no access log.
        """
        super().__init__(scope, id_)
        self.api = apigw.HttpApi(
            self,
            "Api",
            create_default_stage=False,
            description="AppCare for CRMs and agents",
            # Also for routes that somebody adds later.
            default_authorizer=_authorizer(api, key_authorizer),
        )
        self.api.add_routes(
            path=ROUTE,
            methods=[apigw.HttpMethod.ANY],
            integration=integrations.HttpLambdaIntegration(
                "Function",
                function,
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


def _authorizer(api: Api, key_authorizer: lambda_.IFunction | None) -> apigw.IHttpRouteAuthorizer:
    if api.auth == "iam":
        return authorizers.HttpIamAuthorizer()
    if api.auth == "jwt":
        return authorizers.HttpJwtAuthorizer("Tokens", api.issuer, jwt_audience=list(api.audiences))
    assert key_authorizer is not None  # noqa: S101 - the stack builds it for keys
    return authorizers.HttpLambdaAuthorizer(
        "Keys",
        key_authorizer,
        identity_source=[KEY],
        response_types=[authorizers.HttpLambdaResponseType.SIMPLE],
        results_cache_ttl=ANSWER_COUNTS,
    )
