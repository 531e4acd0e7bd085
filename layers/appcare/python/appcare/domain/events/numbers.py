"""Events about business numbers."""

from pydantic import Field

from appcare.domain.events.model import ChannelError, EventData


class NumberEvent(EventData):
    """Something about a business number."""

    display_phone: str | None = Field(
        default=None, description="The number, where the update names it: digits without plus."
    )


class NumberQualityChanged(NumberEvent):
    """A number's quality, its messaging limit or its throughput changed."""

    event: str = Field(
        description="In lower case: `upgrade`, `downgrade`, `flagged`, `throughput_upgrade` ..."
    )
    previous_limit: str | None = Field(default=None, description="Meta's word for it, for example `TIER_1K`.")
    limit: str | None = Field(default=None, description="Meta's word for it, for example `TIER_10K`.")
    daily_customers: int | None = Field(
        default=None, description="Customers who may be written to in 24 hours; -1: any number."
    )


class NumberNameReviewed(NumberEvent):
    """Meta decided on a number's display name."""

    decision: str = Field(description="In lower case: `approved`, `rejected`, `deferred`, `pending`.")
    name: str | None = Field(default=None, description="The name that was asked for.")
    reason: str | None = Field(default=None, description="Why it was rejected, as Meta calls it.")


class NumberSecurityChanged(NumberEvent):
    """A number's two-step PIN was changed, or somebody asked to reset it."""

    event: str = Field(description="In lower case: `pin_changed`, `pin_reset_request`, `pin_reset_success`.")
    requester: str | None = Field(default=None, description="Meta's id of who asked.")


class NumberUsernameChanged(NumberEvent):
    """A number's username was approved, reserved, or taken away."""

    username: str | None = None
    status: str | None = Field(default=None, description="In lower case, for example `approved`.")


class NumberSettingsChanged(NumberEvent):
    """A number's settings changed, for example whether it takes calls."""

    settings: dict[str, object] = Field(description="By Meta's names, as they came.")


class NumberErrorReported(NumberEvent):
    """Meta reports errors that belong to no single message."""

    errors: tuple[ChannelError, ...]
