"""Who learns from what happens into State: the same for the router and for whoever routes again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.application.count_prices import CountPrices
from appcare.application.learn_consents import LearnConsents
from appcare.application.learn_templates import LearnTemplates
from appcare.aws.state.consents import DynamoConsents
from appcare.aws.state.prices import DynamoPrices
from appcare.aws.state.templates import DynamoTemplates

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.application.channels import Channels
    from appcare.application.learn import Learner


def learners(client: DynamoDBClient, table: str, channels: Channels) -> tuple[Learner, ...]:
    """Return them all, over the State table `table`."""
    return (
        LearnConsents(DynamoConsents(client, table), channels),
        LearnTemplates(DynamoTemplates(client, table), channels),
        CountPrices(DynamoPrices(client, table)),
    )
