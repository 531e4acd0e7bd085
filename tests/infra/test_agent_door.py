"""The API for CRMs and agents: only callbacks, which prove themselves, come in without an authorizer."""

import pytest

from appcare.domain.api_keys import hash_of
from tests.infra.synthesized import Resource, Synthesized, told

CALLBACKS = "POST /hooks/{destination}"


def routes(synthesized: Synthesized) -> list[Resource]:
    """Return the API's routes."""
    found = synthesized.resources("AWS::ApiGatewayV2::Route")
    return [route["Properties"] for id_, route in found.items() if id_.startswith("AgentDoor")]


@pytest.mark.parametrize(
    ("app", "kind", "has_authorizer"),
    [("production", "CUSTOM", True), ("large", "JWT", True), ("signed", "AWS_IAM", False)],
)
def test_no_other_route_is_open(
    request: pytest.FixtureRequest, app: str, kind: str, *, has_authorizer: bool
) -> None:
    """Every route but the callbacks' has the authorizer that the settings ask for."""
    synthesized: Synthesized = request.getfixturevalue(app)
    (route,) = (one for one in routes(synthesized) if one["RouteKey"] != CALLBACKS)
    assert route["RouteKey"] == "ANY /v1/{proxy+}"
    assert route["AuthorizationType"] == kind
    assert ("AuthorizerId" in route) == has_authorizer
    assert len(synthesized.resources("AWS::ApiGatewayV2::Authorizer")) == int(has_authorizer)


@pytest.mark.parametrize("app", ["production", "large", "signed"])
def test_callbacks_come_in_by_signature(request: pytest.FixtureRequest, app: str) -> None:
    """CRMs post callbacks without an authorizer, by that method and path only, with a limit of their own."""
    synthesized: Synthesized = request.getfixturevalue(app)
    (route,) = (one for one in routes(synthesized) if one["RouteKey"] == CALLBACKS)
    assert route["AuthorizationType"] == "NONE"
    assert "AuthorizerId" not in route
    ((id_, stage),) = (
        (id_, one)
        for id_, one in synthesized.resources("AWS::ApiGatewayV2::Stage").items()
        if id_.startswith("AgentDoor")
    )
    limits = stage["Properties"]["RouteSettings"]
    assert list(limits) == [CALLBACKS]
    of_all = stage["Properties"]["DefaultRouteSettings"]["ThrottlingRateLimit"]
    assert 0 < limits[CALLBACKS]["ThrottlingRateLimit"] < of_all
    assert any("hooks" in needed for needed in stage["DependsOn"]), id_


def test_keys(production: Synthesized) -> None:
    """API Gateway asks our function, which says yes or no, and remembers the answer for a minute."""
    authorizer = production.one("AWS::ApiGatewayV2::Authorizer", "AgentDoor")
    assert "ApiAuthorizerFunction" in told(authorizer["AuthorizerUri"])
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    assert authorizer["EnableSimpleResponses"] is True
    assert authorizer["AuthorizerPayloadFormatVersion"] == "2.0"
    assert authorizer["AuthorizerResultTtlInSeconds"] == 60


def test_tokens(large: Synthesized) -> None:
    """Tokens of the configured issuer, for the configured audience; no keys exist then."""
    authorizer = large.one("AWS::ApiGatewayV2::Authorizer", "AgentDoor")
    assert authorizer["JwtConfiguration"] == {"Issuer": "https://login.example.com/", "Audience": ["appcare"]}
    assert not [id_ for id_ in large.resources("AWS::SecretsManager::Secret") if "ApiKeys" in id_]
    functions = large.resources("AWS::Lambda::Function")
    assert not [id_ for id_ in functions if id_.startswith("ApiAuthorizer")]


def test_nobody_has_a_key_at_first(production: Synthesized) -> None:
    """What the secret holds until a person puts a hash in is none, so that nothing is open by default."""
    generated = production.one("AWS::SecretsManager::Secret", "CredentialsApiKeys")["GenerateSecretString"]
    assert (generated["SecretStringTemplate"], generated["GenerateStringKey"]) == ("{}", "nobody")
    assert generated["PasswordLength"] < len(hash_of("any key"))


def test_stage(production: Synthesized) -> None:
    """The stage is throttled, and its access log names neither callers nor what they asked for."""
    stage = production.one("AWS::ApiGatewayV2::Stage", "AgentDoor")
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
    for private in ("sourceIp", "path", "Header", "authorizer"):
        assert private not in stage["AccessLogSettings"]["Format"]
