"""The second way in: topics that AWS End User Messaging Social publishes to, and the queue behind them."""

from collections.abc import Iterable, Mapping

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from appcare.config.settings import Account
from infra.constructs.queues import StandardQueue

PUBLISHER = "social-messaging.amazonaws.com"


class SocialDoor(Construct):
    """One topic for each account that comes this way, all subscribed by one queue.

    A queue stands between topic and function because it keeps what the function cannot take for
    fourteen days; a topic alone would give up after hours.
    """

    def __init__(
        self, scope: Construct, id_: str, *, accounts: Iterable[Account], consumer_timeout: Duration
    ) -> None:
        """Create the queue, subscribe it, and make the topics that nobody named.

        Args:
            scope: where it belongs.
            id_: its name there.
            accounts: those that come this way.
            consumer_timeout: the timeout of the function that reads the queue.
        """
        super().__init__(scope, id_)
        self.queue = StandardQueue(self, "social", consumer_timeout=consumer_timeout)
        self.topics: Mapping[str, sns.ITopic] = {
            f"{account.channel}/{account.name}": self._topic(account) for account in accounts
        }
        for topic in self.topics.values():
            topic.add_subscription(subscriptions.SqsSubscription(self.queue.queue))

    def _topic(self, account: Account) -> sns.ITopic:
        if account.topic_arn:
            return sns.Topic.from_topic_arn(self, f"Named-{account.name}", account.topic_arn)
        topic = sns.Topic(self, f"Topic-{account.name}", display_name="WhatsApp events", enforce_ssl=True)
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="EventsOfThisAccount",
                principals=[iam.ServicePrincipal(PUBLISHER)],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
            )
        )
        return topic
