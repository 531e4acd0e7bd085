"""The API's resource about prices: how many messages had which, by number and day."""

from datetime import date
from functools import cache
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, Field

from appcare.application.count_prices import MOST_DAYS, ReadPrices
from appcare.aws.clients import client
from appcare.aws.state.prices import DynamoPrices
from appcare.domain.events import NumberRef
from appcare.domain.prices import PriceCount
from functions.agent_api.declared import answer_of, new_router, says
from functions.agent_api.problems import bad_input
from functions.agent_api.wiring import environment, number_name

prices = new_router()


class PriceAnswer(BaseModel):
    """How many messages of a number had a kind of price on a day."""

    day: date = Field(description="In UTC: when Meta first said the price.")
    number: NumberRef
    category: str = Field(description="`marketing`, `utility`, `service` ...; empty: not said.")
    type: str = Field(description="`regular`, `free_customer_service`, `free_entry_point`; empty: not said.")
    billable: bool | None = Field(description="Whether Meta charges for it; null: not said.")
    messages: int


class PricesAnswer(BaseModel):
    """Prices of some days."""

    prices: list[PriceAnswer] = Field(description="In order of day, number, category and type.")


@cache
def read_prices() -> ReadPrices:
    """Return what reads the counts."""
    return ReadPrices(DynamoPrices(client("dynamodb"), environment().state_table))


@prices.get(
    "/v1/prices",
    operation_id="list_prices",
    summary="Count messages by price",
    responses=says(PricesAnswer, 400),
)
def list_prices(
    first: Annotated[date, Query(alias="from", description="The first day, in UTC.")],
    last: Annotated[date, Query(alias="to", description=f"The last one, too; at most {MOST_DAYS} days.")],
    number: Annotated[
        str | None, Query(pattern="^[0-9]{1,32}$", description="Only what this number sent.")
    ] = None,
) -> Response[str]:
    """How many messages had which price, by number and day. Amounts are in your rate card, not here."""
    if not 0 <= (last - first).days < MOST_DAYS:
        raise bad_input("query/to", f"Ask for 1 to {MOST_DAYS} days, the last no earlier than the first.")
    counts = read_prices().between(first, last, number)
    return answer_of(PricesAnswer(prices=[_answer(one) for one in counts]))


def _answer(one: PriceCount) -> PriceAnswer:
    return PriceAnswer(
        day=one.day,
        number=NumberRef(id=one.number_id, name=number_name(one.number_id)),
        category=one.price.category,
        type=one.price.type,
        billable=one.price.billable,
        messages=one.messages,
    )
