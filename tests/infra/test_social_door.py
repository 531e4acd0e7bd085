"""The second way in: who may publish, what is subscribed, and what the function may do."""

import json

from appcare.config.environment import SocialEnvironment
from tests.infra.synthesized import Synthesized, told

QUEUE = "SocialDoorsocialQueue"
NAMED = "arn:aws:sns:eu-central-1:111122223333:whatsapp-events"


def test_only_where_it_is_configured(production: Synthesized) -> None:
    """Who takes webhooks from Meta only has neither topic nor queue nor function for the other way."""
    for type_ in ("AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::Lambda::Function"):
        assert not [id_ for id_ in production.resources(type_) if id_.startswith("Social")]


def test_one_queue_is_subscribed_to_every_topic(large: Synthesized) -> None:
    """The topic that is named and the one that is made both lead to the queue."""
    found = [s["Properties"] for s in large.resources("AWS::SNS::Subscription").values()]
    ours = [one for one in found if one["Protocol"] == "sqs"]
    assert {told(one["TopicArn"]) for one in ours} == {NAMED, "SocialDoorTopicthird"}
    assert {told(one["Endpoint"]) for one in ours} == {QUEUE}
    topics = json.loads(told(large.templates["pipeline"]["Outputs"]["SocialTopics"]["Value"]))
    assert topics == {"whatsapp/third": "SocialDoorTopicthird", "whatsapp/fourth": NAMED}


def test_only_the_service_of_this_account_publishes(large: Synthesized) -> None:
    """Nothing is signed on this way: the topic's policy is what keeps strangers out."""
    policy = large.one("AWS::SNS::TopicPolicy", "SocialDoorTopic")["PolicyDocument"]
    (allowing,) = [s for s in policy["Statement"] if s["Effect"] == "Allow"]
    assert allowing["Principal"] == {"Service": "social-messaging.amazonaws.com"}
    assert allowing["Action"] == "sns:Publish"
    assert allowing["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_only_these_topics_fill_the_queue(large: Synthesized) -> None:
    """The queue takes messages of SNS from those topics and of nobody else."""
    policy = large.one("AWS::SQS::QueuePolicy", "SocialDoorsocialQueue")["PolicyDocument"]
    allowing = [s for s in policy["Statement"] if s["Effect"] == "Allow"]
    assert {s["Principal"]["Service"] for s in allowing} == {"sns.amazonaws.com"}
    assert {told(s["Condition"]["ArnEquals"]["aws:SourceArn"]) for s in allowing} == {
        NAMED,
        "SocialDoorTopicthird",
    }


def test_function(large: Synthesized) -> None:
    """It reads the queue, adds to the log and the bodies, and sees neither State nor a secret."""
    allowed = large.allowed("SocialReceiver")
    storing = {"dynamodb:PutItem", "dynamodb:BatchWriteItem", "s3:PutObject"}
    logging = {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert {action for action, where in allowed if not where.startswith(QUEUE)} == storing | logging
    mapping = large.one("AWS::Lambda::EventSourceMapping", "SocialReceiverFromsocial")
    assert told(mapping["EventSourceArn"]) == QUEUE
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    variables = large.one("AWS::Lambda::Function", "SocialReceiver")["Environment"]["Variables"]
    assert (
        SocialEnvironment.from_environment({k: told(v) for k, v in variables.items()}).retention_days == 365
    )


def test_what_never_succeeds_is_told(large: Synthesized) -> None:
    """Ten failures of ours end in dead letters, which have their alarm."""
    alarms = [a["Properties"]["AlarmName"] for a in large.resources("AWS::CloudWatch::Alarm").values()]
    assert "appcare-test-monitoring-dead-letters-social" in alarms


def test_the_webhook_url_is_a_meta_account_s(large: Synthesized) -> None:
    """The URL to enter at Meta is one that takes webhooks."""
    url = large.templates["pipeline"]["Outputs"]["WebhookUrl"]["Value"]
    assert url.endswith("/webhooks/whatsapp/main")
