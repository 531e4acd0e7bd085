"""`appcare prices`: how many messages had which price."""

import json
from datetime import date
from typing import Annotated

import typer

from appcare.application.count_prices import MOST_DAYS
from appcare.domain.prices import PriceCount
from cli.appcare.deployment import Deployment
from cli.appcare.printing import console, counted, in_one_sentence, print_table, table

BILLABLE = {True: "yes", False: "no", None: ""}


@in_one_sentence
def prices(
    ctx: typer.Context,
    first: Annotated[str, typer.Option("--from", help="The first day, in UTC.", show_default=False)],
    last: Annotated[str, typer.Option("--to", help="The last one, too.", show_default=False)],
    number: Annotated[str, typer.Option(help="Only of this number, by its phone_number_id.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Count messages by number, day and price, as Meta told it. Amounts are in your rate card.

    \b
    Examples:
      appcare prices --from 2026-11-01 --to 2026-11-30
      appcare prices --from 2026-11-01 --to 2026-11-30 --number 106540352242922 --json
    """
    deployment: Deployment = ctx.obj
    begins, ends = _day(first), _day(last)
    if not 0 <= (ends - begins).days < MOST_DAYS:
        message = f"ask for 1 to {MOST_DAYS} days, the last no earlier than the first."
        raise typer.BadParameter(message)
    found = deployment.prices().between(begins, ends, number or None)
    if as_json:
        console.print_json(json.dumps([_row(one) for one in found]))
        return
    shown = table("DAY", "NUMBER", "CATEGORY", "TYPE", "BILLABLE", "MESSAGES")
    for one in found:
        price = one.price
        shown.add_row(
            *(one.day.isoformat(), one.number_id, price.category, price.type),
            *(BILLABLE[price.billable], str(one.messages)),
        )
    print_table(shown)
    billed = sum(one.messages for one in found if one.price.billable)
    console.print(f"{counted(sum(one.messages for one in found), 'message')}, {billed} billable.")


def _row(one: PriceCount) -> dict[str, object]:
    return {
        "day": one.day.isoformat(),
        "number": one.number_id,
        "category": one.price.category,
        "type": one.price.type,
        "billable": one.price.billable,
        "messages": one.messages,
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no day: write it like 2026-11-22."
        raise typer.BadParameter(message) from None
