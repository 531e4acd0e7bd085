"""Events about flows: the forms that customers fill in."""

from pydantic import Field

from appcare.domain.events.model import EventData


class FlowEvent(EventData):
    """Something about a flow."""

    flow_id: str | None = None
    details: str | None = Field(default=None, description="A sentence for people.")


class FlowStatusChanged(FlowEvent):
    """A flow was published, deprecated, throttled or blocked."""

    previous: str | None = Field(default=None, description="In lower case, for example `draft`.")
    status: str | None = Field(default=None, description="In lower case, for example `published`.")


class FlowAlerted(FlowEvent):
    """A flow's endpoint or its clients do badly, or well again."""

    alert: str = Field(
        description="In lower case: `client_error_rate`, `endpoint_error_rate`, `endpoint_latency` ..."
    )
    state: str | None = Field(default=None, description="In lower case: `activated` or `deactivated`.")
    threshold: float | None = Field(default=None, description="The value at which Meta alerts.")
    value: float | None = Field(
        default=None, description="The value now: a rate in percent, or milliseconds."
    )


class FlowVersionExpiring(FlowEvent):
    """A flow uses a version that Meta will no longer support."""
