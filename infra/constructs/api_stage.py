"""The stage of an HTTP API: throttled, and with a line for each request where somebody keeps them."""

import json
from collections.abc import Sequence
from typing import cast

from aws_cdk import aws_apigatewayv2 as apigw
from constructs import Construct

from infra.constructs.log_groups import log_group

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


def throttled_stage(
    scope: Construct, api: apigw.IHttpApi, *, per_second: int, burst: int, access_log_days: int | None
) -> apigw.HttpStage:
    """Give an API the stage that needs no name in its URL.

    Args:
        scope: where it belongs.
        api: whose stage it is.
        per_second: requests that it lets through in the long run; more is refused with 429.
        burst: requests that it lets through at once.
        access_log_days: how long access log lines stay; None: no access log.
    """
    stage = apigw.HttpStage(
        scope,
        "Stage",
        http_api=api,
        stage_name="$default",
        auto_deploy=True,
        throttle=apigw.ThrottleSettings(rate_limit=per_second, burst_limit=burst),
    )
    if access_log_days is not None:
        _log_access(scope, stage, access_log_days)
    return stage


def throttle_route(
    stage: apigw.HttpStage, key: str, routes: Sequence[apigw.HttpRoute], *, per_second: int, burst: int
) -> None:
    """Give the route of a key, such as `POST /here`, a limit of its own; CDK has no words for that."""
    limit = {"ThrottlingRateLimit": per_second, "ThrottlingBurstLimit": burst}
    _resource(stage).route_settings = {key: limit}
    # API Gateway refuses the limit of a route that does not exist yet.
    stage.node.add_dependency(*routes)


def _log_access(scope: Construct, stage: apigw.HttpStage, days: int) -> None:
    group = log_group(scope, "AccessLog", days=days)
    _resource(stage).access_log_settings = apigw.CfnStage.AccessLogSettingsProperty(
        destination_arn=group.log_group_arn,
        format=json.dumps({name: f"$context.{name}" for name in ACCESS_LOG_FIELDS}),
    )


def _resource(stage: apigw.HttpStage) -> apigw.CfnStage:
    """Return what a stage is made of."""
    return cast("apigw.CfnStage", stage.node.default_child)
