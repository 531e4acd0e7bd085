"""The API's resource about message templates: which there are, and what each needs."""

from functools import cache
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from appcare.application.template_ports import Templates
from appcare.aws.clients import client
from appcare.aws.state.templates import DynamoTemplates
from functions.agent_api.answers import moment
from functions.agent_api.declared import answer_of, new_router, says
from functions.agent_api.problems import bad_input
from functions.agent_api.template_answers import TemplatesAnswer, template_answer
from functions.agent_api.wiring import environment
from functions.settings import settings

templates = new_router()

NumberName = Annotated[
    str | None,
    Query(max_length=64, description="As in `appcare.toml`; may be left out where there is only one."),
]


@cache
def known() -> Templates:
    """Return what is known of templates."""
    return DynamoTemplates(client("dynamodb"), environment().state_table)


@templates.get(
    "/v1/templates",
    operation_id="list_templates",
    summary="List the message templates",
    responses=says(TemplatesAnswer, 400),
)
def list_templates(number: NumberName = None) -> Response[str]:
    """Which templates can this number send, and what has to be given with each?"""
    waba_id = settings().account_of(_number_id(number)).waba_id
    read_at = known().read_at(waba_id) if waba_id else 0
    return answer_of(
        TemplatesAnswer(
            templates=[template_answer(one) for one in known().all(waba_id)] if waba_id else [],
            read_at=moment(read_at) if read_at else None,
        )
    )


def _number_id(name: str | None) -> str:
    """Return the id of a configured number.

    Raises:
        ProblemError: there is none of that name, or several and none was named.
    """
    ids = {number.name: number.phone_number_id for number in settings().numbers}
    if name is None and len(ids) == 1:
        return next(iter(ids.values()))
    if name not in ids:
        raise bad_input("query/number", f"Give one of the numbers: {', '.join(ids) or 'there are none'}.")
    return ids[name]
