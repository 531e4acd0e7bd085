"""The stack that watches: it is handed what there is and tells people; nothing knows it is watched."""

from collections.abc import Iterator, Mapping

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from appcare.config.settings import Settings
from infra.constructs.alarms import Alarms, AlarmTopic, Watch, counted
from infra.stacks.pipeline import PipelineStack
from infra.stacks.watched_lanes import watch_destinations, watch_media, watch_senders
from infra.target import Target

MINUTE = Duration.minutes(1)
FIVE_MINUTES = Duration.minutes(5)
A_DAY = 24 * 60
"""Minutes."""


class MonitoringStack(Stack):
    """Alarms, each with its runbook, and the topic that mails them."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: Settings,
        target: Target,
        pipeline: PipelineStack,
    ) -> None:
        """Create the stack.

        Args:
            scope: where it belongs.
            id_: its name there.
            settings: whom to tell.
            target: where it is deployed to.
            pipeline: what is watched.
        """
        super().__init__(scope, id_, description="AppCare: alarms")
        emails = settings.alarms.emails if target.has("alarm mails") else ()
        topic = AlarmTopic(self, "AlarmTopic", emails=emails).topic
        watches = (
            *watch_front(pipeline),
            *watch_log(pipeline),
            *watch_dead_letters(pipeline.dead_letters()),
            *watch_destinations(pipeline),
            *watch_api(pipeline),
            *watch_media(pipeline),
            *watch_senders(pipeline),
            *watch_templates(pipeline),
            *watch_rollout(pipeline),
        )
        self.alarms = Alarms(self, "Alarms", watches=watches, topic=topic).by_name


def watch_front(pipeline: PipelineStack) -> Iterator[Watch]:
    """Watch what Meta meets."""
    folder = pipeline.receiver.folder
    yield Watch(
        kind="receiver-errors",
        metric=pipeline.receiver.function.metric_errors(period=FIVE_MINUTES),
        meaning="The webhook receiver failed; Meta brings the same update again.",
    )
    yield Watch(
        kind="front-door-5xx",
        metric=pipeline.front_door.api.metric_server_error(period=FIVE_MINUTES, statistic="Sum"),
        threshold=5,
        meaning="Meta got server errors from the endpoint; it retries for up to seven days.",
    )
    yield Watch(
        kind="signature-rejected",
        metric=counted("webhook.signature_rejected", by=folder),
        threshold=5,
        meaning="Webhooks came whose signature fits no known app secret; they were refused.",
    )
    yield Watch(
        kind="webhook-unreadable",
        metric=counted("webhook.unreadable", by=folder),
        meaning="A signed webhook could not be split; it is kept whole, but no CRM hears of it.",
    )
    yield Watch(
        kind="log-collision",
        metric=counted("webhook.collision", by=folder),
        meaning="Two updates of one webhook share a key but not their content; only the first is routed.",
    )
    yield Watch(
        kind="secret-missing",
        metric=counted("webhook.secret_missing", by=folder),
        meaning="An account has no app secret, so every webhook of it is refused.",
    )


def watch_log(pipeline: PipelineStack) -> Iterator[Watch]:
    """Watch the way from the log to the queues, and the clock."""
    yield Watch(
        kind="stream-age",
        metric=pipeline.router.function.metric("IteratorAge", statistic="Maximum", period=MINUTE),
        threshold=5 * 60 * 1000,
        periods=3,
        meaning="The router is more than five minutes behind the log; events reach CRMs late.",
    )
    yield Watch(
        kind="log-collision",
        subject="stream",
        metric=counted("log.collision", by=pipeline.router.folder),
        meaning="An update came again with another content than the log has; the first was routed.",
    )
    yield Watch(
        kind="record-parked",
        metric=counted("record.parked", by=pipeline.router.folder),
        meaning="The router could not digest a log record and went on without it.",
    )
    yield Watch(
        kind="record-parked",
        subject="queue",
        metric=_waiting(pipeline.parked.queue),
        meaning="Log records wait for a person in the parked queue.",
    )
    yield Watch(
        kind="clock-silent",
        metric=pipeline.clock.function.metric_invocations(period=FIVE_MINUTES),
        silence_alarms=True,
        meaning="The clock did not run for five minutes, so nothing that waits goes on.",
    )
    yield Watch(
        kind="clock-errors",
        metric=pipeline.clock.function.metric_errors(period=FIVE_MINUTES),
        threshold=3,
        meaning="One of the clock's duties fails, minute after minute; the others are done.",
    )


def watch_dead_letters(queues: Mapping[str, sqs.Queue]) -> Iterator[Watch]:
    """Watch what our own failures left behind."""
    for name, queue in queues.items():
        yield Watch(
            kind="dead-letters",
            subject=name,
            metric=_waiting(queue),
            meaning=f"Messages of the queue {name} failed ten times by our own fault.",
        )


def watch_api(pipeline: PipelineStack) -> Iterator[Watch]:
    """Watch what CRMs and agents meet."""
    yield Watch(
        kind="api-errors",
        metric=pipeline.agent_api.function.metric_errors(period=FIVE_MINUTES),
        meaning="The API failed to answer; whoever asked got 500.",
    )
    yield Watch(
        kind="api-unavailable",
        metric=counted("api.storage_failed", by=pipeline.agent_api.folder),
        threshold=5,
        meaning="The API could not read the tables; whoever asked was told to try again.",
    )
    yield Watch(
        kind="api-not-authorized",
        metric=counted("api.not_authorized", by=pipeline.agent_api.folder),
        meaning="A request reached the API past its authorizer; it was refused.",
    )
    for name in pipeline.deliveries:
        yield Watch(
            kind="callback-refused",
            subject=name,
            metric=counted("callback.refused", by=pipeline.agent_api.folder, destination=name),
            threshold=5,
            meaning=f"What came in as agents' answers from {name} was refused; those answers may be lost.",
        )
    if pipeline.authorizer:
        yield Watch(
            kind="api-authorizer-errors",
            metric=pipeline.authorizer.function.metric_errors(period=FIVE_MINUTES),
            meaning="API keys cannot be checked, so API Gateway refuses their callers.",
        )


def watch_templates(pipeline: PipelineStack) -> Iterator[Watch]:
    """Watch the reading of message templates: one bad day is no reason to wake anybody."""
    yield Watch(
        kind="templates-not-read",
        metric=counted("templates.read_failed", by=pipeline.template_reader.folder, minutes=A_DAY),
        periods=2,
        meaning="A list of message templates could not be read for two days; what is known of them is old.",
    )
    yield Watch(
        kind="templates-not-read",
        subject="errors",
        metric=pipeline.template_reader.function.metric_errors(period=Duration.minutes(A_DAY)),
        periods=2,
        meaning="Reading the message templates failed for two days by our own fault.",
    )


def watch_rollout(pipeline: PipelineStack) -> Iterator[Watch]:
    """Watch that the plan which people deployed is the one in force."""
    folder = pipeline.clock.folder
    yield Watch(
        kind="rollout-plan-rejected",
        metric=counted("rollout.plan_rejected", by=folder),
        meaning="The plan in AppConfig may not be in force; the one before it counts on.",
    )
    yield Watch(
        kind="rollout-plan-unreachable",
        metric=counted("rollout.plan_unreachable", by=folder),
        threshold=3,
        meaning="AppConfig could not be asked for the plan three times; the last one counts on.",
    )
    yield Watch(
        kind="rollout-plan-missing",
        metric=counted("rollout.plan_missing", by=folder),
        meaning="No plan was ever in force, so nobody is let in: every new conversation waits.",
    )
    yield Watch(
        kind="alarm-unreadable",
        metric=counted("rollout.alarm_unreadable", by=folder),
        meaning="The clock was told of an alarm in words it cannot read: rollouts may not heed that alarm.",
    )


def _waiting(queue: sqs.Queue) -> cloudwatch.Metric:
    # Visible messages, never messages sent: a redrive into dead letters does not count as sent.
    return queue.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum")
