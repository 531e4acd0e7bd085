"""`appcare templates`: which there are, what each needs, and having the lists read now."""

import typer

from appcare.domain.message_templates import Blanks, MessageTemplate
from cli.appcare.deployment import Deployment, DeploymentError
from cli.appcare.printing import console, counted, in_one_sentence, moment, print_table, table

UNKNOWN = "?"

app = typer.Typer(help="Message templates: which there are and what each needs.", no_args_is_help=True)


@app.command("list")
@in_one_sentence
def list_(ctx: typer.Context) -> None:
    """Show every template that is known, of all accounts that name their waba_id.

    Example: appcare templates list
    """
    deployment: Deployment = ctx.obj
    accounts = _accounts(deployment)
    shown = table("ACCOUNT", "NAME", "LANGUAGE", "STATUS", "CATEGORY", "QUALITY", "PARAMETERS", "LEARNT")
    for account, waba_id in accounts.items():
        for one in deployment.templates().all(waba_id):
            shown.add_row(account, *_row(one))
    print_table(shown)
    for account, waba_id in accounts.items():
        read_at = moment(deployment.templates().read_at(waba_id)) or "never"
        console.print(f"The list of {account} was last read: {read_at}.")


@app.command()
@in_one_sentence
def read(ctx: typer.Context) -> None:
    """Read the lists from Meta now, as happens once a day.

    Example: appcare templates read
    """
    deployment: Deployment = ctx.obj
    _accounts(deployment)
    lists = deployment.list_reader().read()
    for one in lists:
        if one.reason:
            console.print(f"{one.account}: not read: {one.reason}.", markup=False)
        else:
            console.print(f"{one.account}: {counted(one.templates, 'template')}.")
    if not lists:
        message = "There is no list to read: no account with waba_id takes its updates from Meta."
        raise DeploymentError(message)
    if any(one.reason for one in lists):
        message = "Not every list was read: docs/runbooks/templates-not-read.md."
        raise DeploymentError(message)


def _accounts(deployment: Deployment) -> dict[str, str]:
    """Return the accounts whose templates are known.

    Raises:
        DeploymentError: there are none.
    """
    found = dict(deployment.template_accounts())
    if not found:
        message = "No account says whose templates to know: set waba_id under [accounts.<name>] and deploy."
        raise DeploymentError(message)
    return found


def _row(one: MessageTemplate) -> tuple[str, ...]:
    words = (one.status.value, one.category.value, one.quality.value)
    return (
        one.name,
        one.language,
        *(word or UNKNOWN for word in words),
        _parameters(one),
        moment(one.learnt_at),
    )


def _parameters(one: MessageTemplate) -> str:
    """Say what a template needs: `header image, 2 values, button 0 url`."""
    shape = one.shape.value
    if shape.header is None and shape.body is None and shape.buttons is None:
        return UNKNOWN
    header = [] if shape.header in (None, "none", "fixed") else [f"header {shape.header}"]
    buttons = [
        f"button {index} {slot.takes}" for index, slot in enumerate(shape.buttons or ()) if slot.required
    ]
    return ", ".join([*header, *_values(shape.body), *buttons])


def _values(body: Blanks | None) -> list[str]:
    if body is None:
        return [UNKNOWN]
    if body.names:
        return [f"values {' '.join(body.names)}"]
    return [counted(body.count, "value")] if body.count else []
