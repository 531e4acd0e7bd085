"""What the API takes and answers about rollouts. The OpenAPI document is made from these models."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from appcare.application.rollout.show import Shown
from appcare.application.rollout.show_waiting import Waiting
from appcare.domain.rollout.orders import LONGEST_WHY
from appcare.domain.rollout.standing import Change, ChangeKind, Grip, Standing
from functions.agent_api.answers import moment

LONGEST_AGENT = 256
LONGEST_STEP = 40


class AskedOrder(BaseModel):
    """Who wants it, and why. A member that is not named is refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    why: str = Field(min_length=1, max_length=LONGEST_WHY, description="Kept with the change, and told.")
    agent: str = Field(
        min_length=1, max_length=LONGEST_AGENT, description="Your id of who decides it; no personal data."
    )


class AskedStep(AskedOrder):
    """Who wants it, why, and which step."""

    step: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_STEP,
        description="A step's name in the plan; absent: the very next one. With it the same request twice "
        "does not go two steps.",
    )


class ChangeAnswer(BaseModel):
    """The latest change of a rollout."""

    kind: ChangeKind = Field(description="As in the event's type: `rollout.<kind>`.")
    at: datetime
    from_step: str = Field(description="The step before; empty: it has just begun.")
    to_step: str
    by: str = Field(description="`clock`, or a person.")
    why: str = Field(description="In the person's words; empty: the clock did it.")
    reasons: list[str] = Field(description="Codes, as in the event.")
    figures: dict[str, float]


class NextStepAnswer(BaseModel):
    """The step after the current one."""

    step: str
    share: float = Field(description="Percent of the customers.")
    earliest_at: datetime | None = Field(description="If all stays well; null: something holds it.")


class RolloutAnswer(BaseModel):
    """Where a number's rollout stands."""

    number: str = Field(description="Its configured name; `unlisted` for every number without one.")
    step: str
    index: int = Field(description="Which step it is, from 1.")
    steps: int = Field(description="How many there are.")
    share: float = Field(description="Percent of the customers who are in.")
    admitted: int = Field(description="Conversations that the step let in, about.")
    waiting: int = Field(description="Conversations in the waiting room now.")
    diverted: int = Field(description="Customers whom the step named another way, about.")
    since: datetime | None = Field(description="When the step began; null: the clock has not begun it yet.")
    good_since: datetime | None = Field(description="Since when nothing has been wrong.")
    trouble: list[str] = Field(description="What is wrong now, as codes; empty: nothing.")
    grip: Grip = Field(
        description="What a person keeps it from: `hold`: going on; `freeze`: moving at all; empty: nothing."
    )
    change: ChangeAnswer | None = Field(description="The latest one.")
    next: NextStepAnswer | None = Field(description="null: it is at the last step.")


class WaiterAnswer(BaseModel):
    """A conversation that waits."""

    contact_id: str = Field(description="Ours: `/v1/contacts/{id}/admit` lets it in at once.")
    conversation_id: str
    since: datetime
    expected_at: datetime | None = Field(
        description="When it will be let in as things stand; null: too late, or nobody knows."
    )


class WaitingAnswer(BaseModel):
    """Who waits to be let in."""

    waiting: int = Field(description="How many there are.")
    first: list[WaiterAnswer] = Field(description="The first of them, in order.")


class RolloutsAnswer(BaseModel):
    """All numbers that the plan names; every other one is open to everybody."""

    plan: bool = Field(description="Whether a plan is in force; without one everybody waits.")
    numbers: list[RolloutAnswer] = Field(description="In order of their names.")


def waiting_answer(waiting: Waiting) -> WaitingAnswer:
    """Return what is said of a waiting room."""
    return WaitingAnswer(
        waiting=waiting.count,
        first=[
            WaiterAnswer(
                contact_id=one.place.contact_id,
                conversation_id=one.place.conversation_id,
                since=moment(one.place.since),
                expected_at=None if one.expected_at is None else moment(one.expected_at),
            )
            for one in waiting.first
        ],
    )


def rollout_answer(shown: Shown) -> RolloutAnswer:
    """Return what is said of a number."""
    standing, following = shown.standing, shown.next_step
    return RolloutAnswer(
        number=shown.number,
        step=shown.step.name,
        index=shown.index + 1,
        steps=len(shown.plan.steps),
        share=shown.step.share,
        admitted=shown.tally.admitted,
        waiting=shown.waiting,
        diverted=shown.tally.diverted,
        since=moment(standing.since) if standing else None,
        good_since=moment(standing.good_since) if standing and not standing.trouble else None,
        trouble=list(standing.trouble) if standing else [],
        grip=standing.grip if standing else Grip.NONE,
        change=_latest(standing),
        next=NextStepAnswer(
            step=following.name,
            share=following.share,
            earliest_at=None if shown.next_at is None else moment(shown.next_at),
        )
        if following
        else None,
    )


def _latest(standing: Standing | None) -> ChangeAnswer | None:
    change: Change | None = standing.change if standing else None
    if change is None:
        return None
    return ChangeAnswer(
        kind=change.kind,
        at=moment(change.at),
        from_step=change.from_step,
        to_step=change.to_step,
        by=change.by,
        why=change.why,
        reasons=list(change.reasons),
        figures=dict(change.figures),
    )
