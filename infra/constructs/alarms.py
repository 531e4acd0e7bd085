"""The topic that tells people, and alarms that each say what they mean and where to read on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.constructs.python_function import METRICS_NAMESPACE

RUNBOOKS = "docs/runbooks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One thing to watch.

    Attributes:
        kind: names the runbook.
        subject: which of several, for a kind that watches several things; else empty.
        metric: what is measured.
        threshold: from this value on it is an alarm.
        periods: for how many periods in a row.
        meaning: what it means, in one sentence.
        silence_alarms: the alarm is for a value *below* the threshold, or none at all.
    """

    kind: str
    metric: cloudwatch.IMetric
    meaning: str
    subject: str = ""
    threshold: float = 1
    periods: int = 1
    silence_alarms: bool = False

    @property
    def name(self) -> str:
        """What the alarm is called, without stage and stack."""
        return f"{self.kind}-{self.subject}" if self.subject else self.kind


class AlarmTopic(Construct):
    """Where alarms go; the addresses confirm by a link that AWS mails them."""

    def __init__(self, scope: Construct, id_: str, *, emails: Iterable[str]) -> None:
        """Create the topic and subscribe the addresses."""
        super().__init__(scope, id_)
        # Not encrypted with the key that AWS manages for SNS: CloudWatch may not use that key and
        # would drop every alarm. What is sent names queues and numbers of messages, no content.
        self.topic = sns.Topic(self, "Topic", display_name="AppCare alarms", enforce_ssl=True)
        # A topic with a policy of its own loses the one that lets CloudWatch in.
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsOfThisAccount",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
            )
        )
        for email in emails:
            self.topic.add_subscription(subscriptions.EmailSubscription(email))


class Alarms(Construct):
    """One alarm for each thing that is watched."""

    def __init__(self, scope: Construct, id_: str, *, watches: Iterable[Watch], topic: sns.ITopic) -> None:
        """Create the alarms; each tells the topic when it begins and when it is over."""
        super().__init__(scope, id_)
        action = actions.SnsAction(topic)
        self.by_name: Mapping[str, cloudwatch.Alarm] = {watch.name: self._alarm(watch) for watch in watches}
        for alarm in self.by_name.values():
            alarm.add_alarm_action(action)
            alarm.add_ok_action(action)

    def _alarm(self, watch: Watch) -> cloudwatch.Alarm:
        comparison, missing = (
            (
                cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
                cloudwatch.TreatMissingData.BREACHING,
            )
            if watch.silence_alarms
            else (
                cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
                cloudwatch.TreatMissingData.NOT_BREACHING,
            )
        )
        return cloudwatch.Alarm(
            self,
            watch.name,
            # A name of our own, because it is the subject of the mail. Creating an alarm with a
            # name that exists replaces that alarm, so stage and stack are part of it.
            alarm_name=f"{Stack.of(self).stack_name}-{watch.name}",
            alarm_description=f"{watch.meaning} Runbook: {RUNBOOKS}/{watch.kind}.md",
            metric=watch.metric,
            threshold=watch.threshold,
            evaluation_periods=watch.periods,
            comparison_operator=comparison,
            treat_missing_data=missing,
        )


def counted(metric: str, *, by: str, minutes: int = 5, **dimensions: str) -> cloudwatch.Metric:
    """Return a metric that a function counts.

    Args:
        metric: its name, as the function writes it.
        by: the function's folder.
        minutes: how long a period is.
        **dimensions: further dimensions; CloudWatch wants exactly those that were written.
    """
    return cloudwatch.Metric(
        namespace=METRICS_NAMESPACE,
        metric_name=metric,
        dimensions_map={"service": by, **dimensions},
        statistic="Sum",
        period=Duration.minutes(minutes),
    )
