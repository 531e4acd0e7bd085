"""Who learns from what happens into State: the same for the router and for whoever routes again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.application.count_prices import CountPrices
from appcare.application.learn_consents import LearnConsents
from appcare.application.learn_templates import LearnTemplates
from appcare.application.number_rate import LearnRates
from appcare.application.portfolio import LearnLimits
from appcare.application.rollout.learn_health import LearnHealth
from appcare.aws.state.consents import DynamoConsents
from appcare.aws.state.number_limits import DynamoNumberLimits
from appcare.aws.state.portfolio import DynamoPortfolioLimit
from appcare.aws.state.prices import DynamoPrices
from appcare.aws.state.rollout_signals import DynamoSignals
from appcare.aws.state.templates import DynamoTemplates

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.application.channels import Channels
    from appcare.application.learn import Learner
    from appcare.application.rollout.scopes import Scopes


def learners(
    client: DynamoDBClient,
    table: str,
    channels: Channels,
    *,
    account_with: Callable[[str], str | None],
    number_with: Callable[[str], str | None],
    scopes: Scopes,
) -> tuple[Learner, ...]:
    """Return them all.

    Args:
        client: for DynamoDB.
        table: the State table.
        channels: who understands the records.
        account_with: Meta's id of an account -> its configured name; None: it is not known.
        number_with: Meta's id of an account -> the id of its only number; None: it is not known.
        scopes: whom Meta speaks of, for rollouts.
    """
    return (
        LearnConsents(DynamoConsents(client, table), channels),
        LearnTemplates(DynamoTemplates(client, table), channels),
        CountPrices(DynamoPrices(client, table)),
        LearnLimits(DynamoPortfolioLimit(client, table), channels, account_with),
        LearnRates(DynamoNumberLimits(client, table), channels, number_with),
        LearnHealth(DynamoSignals(client, table), channels, scopes),
    )
