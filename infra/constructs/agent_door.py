"""The HTTPS endpoint that CRMs and agents call; one route is open, to callbacks that prove themselves."""

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from appcare.config.settings import Api
from infra.constructs.api_stage import throttle_route, throttled_stage

ROUTE = "/v1/{proxy+}"
"""One route: what exists below it the function knows, and says so in its own words where it does not."""

CALLBACKS = "/hooks/{destination}"
"""What CRMs post there is signed; the function judges that before anything else."""

CALLBACKS_PER_SECOND = 50
CALLBACKS_BURST = 100
"""Strangers may knock here, so this route has a share of its own, and callers of the rest keep theirs."""

STEADY_PER_SECOND = 100
BURST = 200
ANSWER_COUNTS = Duration.seconds(60)
"""How long API Gateway remembers what the authorizer said of a key."""

KEY = "$request.header.Authorization"


class AgentDoor(Construct):
    """An HTTP API behind an authorizer but for callbacks, with a throttled stage."""

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
        integration = integrations.HttpLambdaIntegration(
            "Function",
            function,
            payload_format_version=apigw.PayloadFormatVersion.VERSION_2_0,
        )
        self.api.add_routes(path=ROUTE, methods=[apigw.HttpMethod.ANY], integration=integration)
        open_routes = self.api.add_routes(
            path=CALLBACKS,
            methods=[apigw.HttpMethod.POST],
            integration=integration,
            authorizer=apigw.HttpNoneAuthorizer(),
        )
        self.stage = throttled_stage(
            self, self.api, per_second=STEADY_PER_SECOND, burst=BURST, access_log_days=access_log_days
        )
        throttle_route(
            self.stage,
            f"POST {CALLBACKS}",
            open_routes,
            per_second=CALLBACKS_PER_SECOND,
            burst=CALLBACKS_BURST,
        )


def _authorizer(api: Api, key_authorizer: lambda_.IFunction | None) -> apigw.IHttpRouteAuthorizer:
    """Return what judges callers; should there be nothing that knows keys, only IAM lets anybody in."""
    if key_authorizer:
        return authorizers.HttpLambdaAuthorizer(
            "Keys",
            key_authorizer,
            identity_source=[KEY],
            response_types=[authorizers.HttpLambdaResponseType.SIMPLE],
            results_cache_ttl=ANSWER_COUNTS,
        )
    if api.auth == "jwt":
        return authorizers.HttpJwtAuthorizer("Tokens", api.issuer, jwt_audience=list(api.audiences))
    return authorizers.HttpIamAuthorizer()
