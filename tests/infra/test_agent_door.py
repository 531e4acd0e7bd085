"""The API for CRMs and agents: nothing of it is open, however callers prove who they are."""

import pytest

from appcare.domain.api_keys import hash_of
from tests.infra.synthesized import Resource, Synthesized, told


def routes(synthesized: Synthesized) -> list[Resource]:
    """Return the API's routes."""
    found = synthesized.resources("AWS::ApiGatewayV2::Route")
    return [route["Properties"] for id_, route in found.items() if id_.startswith("AgentDoor")]


@pytest.mark.parametrize(
    ("app", "kind", "has_authorizer"),
    [("production", "CUSTOM", True), ("large", "JWT", True), ("signed", "AWS_IAM", False)],
)
def test_no_route_is_open(
    request: pytest.FixtureRequest, app: str, kind: str, *, has_authorizer: bool
) -> None:
    """Every route has the authorizer that the settings ask for."""
    synthesized: Synthesized = request.getfixturevalue(app)
    (route,) = routes(synthesized)
    assert route["RouteKey"] == "ANY /v1/{proxy+}"
    assert route["AuthorizationType"] == kind
    assert ("AuthorizerId" in route) == has_authorizer
    assert len(synthesized.resources("AWS::ApiGatewayV2::Authorizer")) == int(has_authorizer)


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
