"""Each function may do what its work needs, and no more."""

import pytest

from tests.infra.synthesized import Synthesized, as_list, told

FUNCTIONS = (
    "WebhookReceiver",
    "EventRouter",
    "CrmPublisher",
    "MediaFetcher",
    "CareClock",
    "TemplateReader",
    "AgentApi",
    "ApiAuthorizer",
    "PlanChecker",
)
WILDCARDS = (
    "BodiesBucket/updates/*",
    "BodiesBucket/media/*",
    "BodiesBucket/uploads/*",
    "EventLogTable/stream/*",
)
"""Prefixes of hashes; the log's only stream."""


def on(allowed: set[tuple[str, str]], resource: str) -> set[str]:
    """Return the actions on resources whose name begins so."""
    return {action for action, where in allowed if where.startswith(resource)}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_wildcards(production: Synthesized, function: str) -> None:
    """No role may do everything of a service, nor anything to everything."""
    allowed = production.allowed(function)
    assert allowed
    assert not {action for action, _ in allowed if "*" in action}
    assert {where for _, where in allowed if "*" in where} <= set(WILDCARDS)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_managed_policies(production: Synthesized, function: str) -> None:
    """A role has only statements that stand in this repository."""
    role = production.one("AWS::IAM::Role", f"{function}Role")
    assert not role.get("ManagedPolicyArns")
    assert not role.get("Policies")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_statements_only_allow(production: Synthesized, function: str) -> None:
    """Every statement names its actions and resources; none works by exclusion."""
    for statement in production.statements(function):
        assert statement["Effect"] == "Allow"
        assert "NotAction" not in statement
        assert "NotResource" not in statement


def test_receiver(production: Synthesized) -> None:
    """The receiver adds to the log and to the bodies and reads its accounts' secrets; State it cannot see."""
    allowed = production.allowed("WebhookReceiver")
    assert on(allowed, "EventLog") == {"dynamodb:PutItem", "dynamodb:BatchWriteItem"}
    assert on(allowed, "Bodies") == {"s3:PutObject"}
    assert on(allowed, "CredentialsAccount") == {"secretsmanager:GetSecretValue"}
    assert not on(allowed, "State")
    assert not on(allowed, "CredentialsDestination")
    assert not {action for action, _ in allowed if action.startswith("sqs:")}


def test_nobody_changes_the_log(production: Synthesized) -> None:
    """No role may update or delete an item of the log."""
    for function in FUNCTIONS:
        actions = on(production.allowed(function), "EventLog")
        assert not actions & {"dynamodb:UpdateItem", "dynamodb:DeleteItem"}


def test_router(production: Synthesized) -> None:
    """The router reads the log, changes State, sends to lanes and the parked queue, and sees no secret."""
    allowed = production.allowed("EventRouter")
    assert {"dynamodb:GetRecords", "dynamodb:BatchGetItem"} <= on(allowed, "EventLog")
    assert {"dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"} <= on(allowed, "State")
    assert on(allowed, "crminboxQueue") == {"sqs:SendMessage"}
    # Where the mapping sets aside what it gives up on; CDK adds what a sender may ask of a queue.
    sender = {"sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"}
    assert on(allowed, "parkedQueue") == sender
    assert not on(allowed, "Credentials")
    assert "s3:PutObject" not in on(allowed, "Bodies")


def test_publisher(production: Synthesized) -> None:
    """The publisher consumes and wakes its lanes, reads destinations' secrets and no account's."""
    allowed = production.allowed("CrmPublisher")
    assert {"sqs:ReceiveMessage", "sqs:SendMessage"} <= on(allowed, "crminboxQueue")
    assert on(allowed, "wakeupsQueue") == {"sqs:SendMessage"}
    assert on(allowed, "CredentialsDestination") == {"secretsmanager:GetSecretValue"}
    assert not on(allowed, "CredentialsAccount")
    assert not {action for action, _ in allowed if action.startswith("sqs:Purge")}


def test_publisher_puts_on_named_buses_only(production: Synthesized, large: Synthesized) -> None:
    """The publisher may put events on the buses that destinations name, each by its ARN, else on none."""
    puts = {where for action, where in large.allowed("CrmPublisher") if action == "events:PutEvents"}
    assert {where.rpartition(":")[2] for where in puts} == {"event-bus/care", "event-bus/theirs"}
    assert "arn:aws:events:eu-central-1:444455556666:event-bus/theirs" in puts
    assert not {action for action, _ in production.allowed("CrmPublisher") if action.startswith("events:")}


def test_publisher_links_to_files(production: Synthesized) -> None:
    """A link may do what its maker may: the publisher reads files and changes none."""
    assert on(production.allowed("CrmPublisher"), "BodiesBucket/media/") == {"s3:GetObject"}
    assert not on(production.allowed("CrmPublisher"), "mediaQueue")


def test_fetcher(production: Synthesized) -> None:
    """The fetcher stores files, in parts, reads accounts' secrets, and can read no file and reach no CRM."""
    allowed = production.allowed("MediaFetcher")
    assert on(allowed, "BodiesBucket/media/") == {"s3:PutObject", "s3:AbortMultipartUpload"}
    assert on(allowed, "BodiesBucket/updates/") == {"s3:GetObject"}
    assert {"sqs:ReceiveMessage", "sqs:SendMessage"} <= on(allowed, "mediaQueue")
    assert on(allowed, "wakeupsQueue") == {"sqs:SendMessage"}
    assert on(allowed, "CredentialsAccount") == {"secretsmanager:GetSecretValue"}
    assert not on(allowed, "CredentialsDestination")
    assert not on(allowed, "crminbox")


def test_clock(production: Synthesized) -> None:
    """The clock asks what is due, wakes lanes, moves rollouts, lets in who waits; it changes nothing else."""
    allowed = production.allowed("CareClock")
    assert ("dynamodb:Query", "StateTable/index/due") in allowed
    changing = [one for one in production.statements("CareClock") if "dynamodb:PutItem" in one["Action"]]
    conditions = {
        one["Sid"]: one["Condition"]["ForAllValues:StringLike"]
        for one in changing
        if one["Sid"] != "AppendLog"
    }
    assert conditions == {
        "MoveRollouts": {"dynamodb:LeadingKeys": ["rollout", "rollout#*"]},
        "KeepWaitingRooms": {"dynamodb:LeadingKeys": ["room#*"]},
    }
    assert on(allowed, "EventLog") == {"dynamodb:BatchWriteItem", "dynamodb:PutItem"}
    assert not on(allowed, "Bodies")
    assert on(allowed, "crminboxQueue") == {"sqs:SendMessage"}
    assert on(allowed, "mediaQueue") == {"sqs:SendMessage"}


def test_clock_reads_one_configuration(production: Synthesized) -> None:
    """Of AppConfig the clock reads the plan, in its environment, and nothing else; nobody else reads it."""
    for function in FUNCTIONS:
        reads = {one for one in production.allowed(function) if one[0].startswith("appconfig:")}
        names = {where.partition(":application/")[2] for _, where in reads}
        assert {action for action, _ in reads} == (
            {"appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"}
            if function == "CareClock"
            else set()
        )
        assert names == (
            {"RolloutPlanApplication/environment/PlanEnvironment/configuration/RolloutPlanProfile"}
            if function == "CareClock"
            else set()
        )


def test_plan_checker(production: Synthesized) -> None:
    """The check of plans gives a verdict: it may do nothing but write its log."""
    allowed = {action for action, _ in production.allowed("PlanChecker")}
    assert allowed == {"logs:CreateLogStream", "logs:PutLogEvents"}


def test_template_reader(production: Synthesized) -> None:
    """The reader keeps templates in State, and nothing else; it reads accounts' secrets, no log, no body."""
    allowed = production.allowed("TemplateReader")
    reading = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
    assert on(allowed, "State") == reading | {"dynamodb:PutItem", "dynamodb:UpdateItem"}
    (keeping,) = (one for one in production.statements("TemplateReader") if one.get("Sid") == "KeepTemplates")
    assert keeping["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["templates#*"]}}
    assert on(allowed, "CredentialsAccount") == {"secretsmanager:GetSecretValue"}
    assert not on(allowed, "CredentialsDestination")
    assert not on(allowed, "EventLog")
    assert not on(allowed, "Bodies")
    assert not {action for action, _ in allowed if action.startswith("sqs:")}


def test_agent_api(production: Synthesized) -> None:
    """The API reads by key, lists from indexes, adds to the log (long answers, too), sends to no queue."""
    allowed = production.allowed("AgentApi")
    reading = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
    assert on(allowed, "EventLog") == reading | {"dynamodb:PutItem", "dynamodb:BatchWriteItem"}
    assert {where for action, where in allowed if action == "dynamodb:Query"} >= {
        "StateTable/index/failed",
        "StateTable/index/due",
    }
    assert on(allowed, "State") == reading | {"dynamodb:UpdateItem", "dynamodb:PutItem"}
    assert on(allowed, "BodiesBucket/updates/") == {"s3:GetObject", "s3:PutObject"}
    assert on(allowed, "CredentialsDestination") == {"secretsmanager:GetSecretValue"}
    assert not on(allowed, "CredentialsAccount")
    assert not on(allowed, "CredentialsApiKeys")
    assert not {action for action, _ in allowed if action.startswith("sqs:")}


def test_agent_api_offers_places_for_uploads(production: Synthesized) -> None:
    """A place for a file may do what its maker may: the API puts under one prefix, and reads what came."""
    allowed = production.allowed("AgentApi")
    assert on(allowed, "BodiesBucket/uploads/") == {"s3:PutObject", "s3:GetObject"}


def test_agent_api_links_to_files(production: Synthesized) -> None:
    """The API reads files, since a link may do what its maker may, updates and uploads: no more."""
    allowed = production.allowed("AgentApi")
    assert on(allowed, "BodiesBucket/media/") == {"s3:GetObject"}
    objects = {where for action, where in allowed if action == "s3:GetObject"}
    assert objects == {"BodiesBucket/media/*", "BodiesBucket/updates/*", "BodiesBucket/uploads/*"}


@pytest.mark.parametrize(
    ("sid", "actions", "keys"),
    [
        ("SwitchDestinations", ["dynamodb:PutItem", "dynamodb:UpdateItem"], "destination#*"),
        ("KeepReceipts", ["dynamodb:PutItem"], "reply#*"),
        ("KeepConsents", ["dynamodb:UpdateItem"], "consent#*"),
    ],
)
def test_what_the_agent_api_changes_in_state(
    production: Synthesized, sid: str, actions: list[str], keys: str
) -> None:
    """Of State the API may change where destinations stand and put receipts, and no other item."""
    (changing,) = (one for one in production.statements("AgentApi") if one.get("Sid") == sid)
    assert as_list(changing["Action"]) == actions
    assert changing["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [keys]}}


def test_the_agent_api_moves_rollouts(production: Synthesized) -> None:
    """It changes how rollouts stand by the same statement as the clock."""
    (moving,) = (one for one in production.statements("AgentApi") if one.get("Sid") == "MoveRollouts")
    assert moving in list(production.statements("CareClock"))


def test_api_authorizer(production: Synthesized) -> None:
    """The authorizer reads the hashes of the keys and nothing else."""
    allowed = production.allowed("ApiAuthorizer")
    assert on(allowed, "CredentialsApiKeys") == {"secretsmanager:GetSecretValue"}
    others = {action for action, where in allowed if not where.startswith("CredentialsApiKeys")}
    assert others == {"logs:CreateLogStream", "logs:PutLogEvents"}


def test_only_the_endpoints_and_the_minute_may_invoke(production: Synthesized) -> None:
    """From outside, only API Gateway starts what answers requests, and only rules start the others."""
    invokers = {
        (told(permission["Properties"]["FunctionName"]), permission["Properties"]["Principal"])
        for permission in production.resources("AWS::Lambda::Permission").values()
    }
    assert invokers == {
        ("WebhookReceiverFunction", "apigateway.amazonaws.com"),
        ("CareClockFunction", "events.amazonaws.com"),
        ("TemplateReaderFunction", "events.amazonaws.com"),
        ("AgentApiFunction", "apigateway.amazonaws.com"),
        ("ApiAuthorizerFunction", "apigateway.amazonaws.com"),
        ("PlanCheckerFunction", "appconfig.amazonaws.com"),
    }
    for permission in production.resources("AWS::Lambda::Permission").values():
        # AppConfig does not say that it names the profile it asks for; what it may start can only judge.
        if permission["Properties"]["Principal"] != "appconfig.amazonaws.com":
            assert as_list(permission["Properties"]["SourceArn"])
