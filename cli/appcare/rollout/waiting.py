"""`appcare rollout waiting`: who waits to be let in."""

from typing import Annotated

import typer

from cli.appcare.deployment import Deployment, DeploymentError
from cli.appcare.printing import console, in_one_sentence, moment, print_table, table

MOST = 1_000

Number = Annotated[str, typer.Argument(help="A number of the plan.", show_default=False)]
Limit = Annotated[int, typer.Option(min=1, max=MOST, help="How many of them are shown.")]


@in_one_sentence
def waiting(ctx: typer.Context, number: Number, limit: Limit = 20) -> None:
    """Show who waits for a number's pace, in order, by our ids; an agent lets one in at once by the API.

    Example: appcare rollout waiting support --limit 5
    """
    deployment: Deployment = ctx.obj
    known = sorted(deployment.surroundings().numbers)
    if number not in known:
        raise DeploymentError(f"The settings have no number {number!r}; there are {', '.join(known)}.")
    found = deployment.waiting_rooms().of(number, limit)
    if not found.count:
        console.print(f"Nobody waits for {number}.")
        return
    shown = table("PLACE", "CONTACT", "CONVERSATION", "SINCE", "EXPECTED")
    for place, one in enumerate(found.first, 1):
        expected = "unknown" if one.expected_at is None else moment(one.expected_at)
        ids = one.place.contact_id, one.place.conversation_id
        shown.add_row(str(place), *ids, moment(one.place.since), expected)
    print_table(shown)
    console.print(f"{found.count} wait.")
