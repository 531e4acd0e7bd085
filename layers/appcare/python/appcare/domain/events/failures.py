"""Why a message of ours did not reach its customer, in words an agent understands."""

from enum import StrEnum

from pydantic import Field

from appcare.domain.events.model import Model


class FailureClass(StrEnum):
    """Who can do something about it, and what."""

    WINDOW_CLOSED = "window_closed"
    OPTED_OUT = "opted_out"
    NO_CONSENT = "no_consent"
    UNREACHABLE = "unreachable"
    TRY_TOMORROW = "try_tomorrow"
    TEMPLATE = "template"
    CONTENT = "content"
    FILE = "file"
    LIMIT = "limit"
    ACCOUNT = "account"
    EXPIRED = "expired"
    TRY_AGAIN = "try_again"
    UNCLEAR = "unclear"


class Failure(Model):
    """Why a message failed, and what to do about it."""

    reason: FailureClass = Field(description="Decide by this one.")
    advice: str = Field(description="A sentence for the agent: what would help.")
    code: int | None = Field(default=None, description="Meta's error code; absent: Meta was not asked.")
    details: str | None = Field(default=None, description="More for people, without the customer's data.")
    templates: tuple[str, ...] = Field(
        default=(), description="With `window_closed`: names of templates that could be sent instead."
    )
