"""Events about the gradual rollout of a business number."""

from pydantic import Field

from appcare.domain.events.model import EventData


class RolloutEvent(EventData):
    """What happened to the rollout of a business number; it concerns no customer."""

    from_step: str | None = Field(
        default=None, description="The step before, by its name in the plan; absent: it has just begun."
    )
    to_step: str = Field(description="The step that counts from now on; it may be the same one.")
    share: float = Field(description="Percent of the customers who are in at this step.")
    by: str = Field(description="Who did it: `clock`, or a person by the caller's own id.")
    why: str | None = Field(default=None, description="In the person's words; absent: the clock did it.")
    reasons: tuple[str, ...] = Field(
        default=(),
        description="Codes, each with what it is about: `hold_over`, `alarm:queue-age-crm`, "
        "`quality:flagged`, `overdue:31%`, `destination:crm`, `order:hold`; with `over:` "
        "before it, what is over.",
    )
    figures: dict[str, float] = Field(
        default_factory=dict, description="Figures by their names, as they were when it was decided."
    )
