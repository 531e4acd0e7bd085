"""The API's resources about the gradual rollout: where numbers stand, and a person's grip on them."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from appcare.application.rollout.show import Shown
from appcare.domain.rollout.orders import Order, OrderKind, OrderRefusedError
from functions.agent_api.bodies import read_body
from functions.agent_api.declared import answer_of, new_router, says
from functions.agent_api.problems import NOT_FOUND, ROLLOUT_REFUSED, ProblemError, bad_input
from functions.agent_api.rollout_answers import (
    AskedOrder,
    AskedStep,
    RolloutAnswer,
    RolloutsAnswer,
    WaitingAnswer,
    rollout_answer,
    waiting_answer,
)
from functions.agent_api.rollout_wiring import ordering, showing, waiting_rooms

rollout = new_router()

Number = Annotated[str, Path(max_length=64, description="As in `appcare.toml`, or `unlisted`.")]

MOST_WAITING = 100

WRONG_PARTS = {
    "why_missing": "body/why",
    "why_too_long": "body/why",
    "agent_missing": "body/agent",
    "step_unknown": "body/step",
}
"""Code of a refusal -> the part of the request that it is about."""

NOT_THERE = ("no_plan", "number_not_planned")


@rollout.get(
    "/v1/rollout",
    operation_id="list_rollouts",
    summary="Show where the rollouts stand",
    responses=says(RolloutsAnswer),
)
def list_rollouts() -> Response[str]:
    """Every number that the plan names: its step, how it does, and when the next step comes."""
    found = showing().all()
    numbers = [rollout_answer(one) for one in found or ()]
    return answer_of(RolloutsAnswer(plan=found is not None, numbers=numbers))


@rollout.get(
    "/v1/rollout/<number>/waiting",
    operation_id="list_waiting",
    summary="Show who waits to be let in",
    responses=says(WaitingAnswer, 400),
)
def list_waiting(
    number: Number, limit: Annotated[int, Query(ge=1, le=MOST_WAITING)] = MOST_WAITING
) -> Response[str]:
    """The first of those who wait for a number's pace, in order of arrival; a number unknown has nobody."""
    return answer_of(waiting_answer(waiting_rooms().of(number, limit)))


@rollout.post(
    "/v1/rollout/<number>/hold",
    operation_id="hold_rollout",
    summary="Hold a rollout",
    responses=says(RolloutAnswer, 400, 404, 409, 413),
)
def hold_rollout(number: Number) -> Response[str]:
    """It does not go on until somebody resumes it; it still steps back by itself."""
    return _ordered(number, OrderKind.HOLD, read_body(rollout, AskedOrder))


@rollout.post(
    "/v1/rollout/<number>/freeze",
    operation_id="freeze_rollout",
    summary="Freeze a rollout",
    responses=says(RolloutAnswer, 400, 404, 409, 413),
)
def freeze_rollout(number: Number) -> Response[str]:
    """It does not move at all until somebody resumes it, whatever goes wrong."""
    return _ordered(number, OrderKind.FREEZE, read_body(rollout, AskedOrder))


@rollout.post(
    "/v1/rollout/<number>/resume",
    operation_id="resume_rollout",
    summary="Let a rollout go on",
    responses=says(RolloutAnswer, 400, 404, 409, 413),
)
def resume_rollout(number: Number) -> Response[str]:
    """It moves by itself again."""
    return _ordered(number, OrderKind.RESUME, read_body(rollout, AskedOrder))


@rollout.post(
    "/v1/rollout/<number>/advance",
    operation_id="advance_rollout",
    summary="Take a rollout a step on",
    responses=says(RolloutAnswer, 400, 404, 409, 413),
)
def advance_rollout(number: Number) -> Response[str]:
    """One step, or to the one that is named, whatever holds it."""
    asked = read_body(rollout, AskedStep)
    return _ordered(number, OrderKind.ADVANCE, asked, asked.step or "")


@rollout.post(
    "/v1/rollout/<number>/back",
    operation_id="step_rollout_back",
    summary="Take a rollout a step back",
    responses=says(RolloutAnswer, 400, 404, 409, 413),
)
def step_rollout_back(number: Number) -> Response[str]:
    """One step, or to the one that is named; whoever was in stays in."""
    asked = read_body(rollout, AskedStep)
    return _ordered(number, OrderKind.BACK, asked, asked.step or "")


def _ordered(number: str, kind: OrderKind, asked: AskedOrder, step: str = "") -> Response[str]:
    order = Order(kind=kind, by=asked.agent, why=asked.why, step=step)
    try:
        plan, standing = ordering().give(number, order)
    except OrderRefusedError as refusal:
        raise _problem(refusal) from None
    # Another plan may be in force by now, which does not name the number.
    here = showing().one(number) or Shown(number=number, plan=plan, standing=standing)
    return answer_of(rollout_answer(here))


def _problem(refusal: OrderRefusedError) -> ProblemError:
    if refusal.code in WRONG_PARTS:
        return bad_input(WRONG_PARTS[refusal.code], str(refusal))
    return ProblemError(NOT_FOUND if refusal.code in NOT_THERE else ROLLOUT_REFUSED, str(refusal))
