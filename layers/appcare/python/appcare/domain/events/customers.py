"""Events about customers themselves: who they are, what they want, where they come from."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from appcare.domain.events.model import EventData, Model


class CustomerNumberChanged(EventData):
    """A customer has another phone number from now on; `contact` has the new one."""

    previous_phone: str | None = Field(default=None, description="Digits without plus.")
    previous_bsuid: str | None = Field(
        default=None, description="The business-scoped user id that went with it."
    )
    new_phone: str | None = Field(default=None, description="Digits without plus.")
    text: str | None = Field(default=None, description="Meta's sentence about it.")


class CustomerUserIdChanged(EventData):
    """A customer has another business-scoped user id from now on; `contact` has the new one."""

    previous_bsuid: str | None = Field(default=None, description="Absent where Meta does not say.")
    new_bsuid: str | None = None
    text: str | None = Field(default=None, description="Meta's sentence about it.")


class CustomerIdentityChanged(EventData):
    """A customer's security code changed: a new telephone, or somebody else's."""

    hash: str | None = Field(default=None, description="Meta's id of the new identity.")
    changed_at: datetime | None = None
    acknowledged: bool | None = None
    text: str | None = Field(default=None, description="Meta's sentence about it.")


class CustomerChatOpened(EventData):
    """A customer opened the chat for the first time and has not written yet."""


class Conversion(Model):
    """A lead or a purchase that Meta noticed in a chat that an ad began."""

    of: Literal["lead", "purchase"]
    wamid: str | None = Field(default=None, description="The message it was noticed in.")
    noticed_at: datetime | None = None
    click_id: str | None = Field(default=None, description="`ctwa_clid` of the ad.")
    value: str | None = Field(default=None, description="A purchase's price times 1000.")
    currency: str | None = None


class CustomerConversionDetected(EventData):
    """Meta noticed leads or purchases in chats that ads began."""

    conversions: tuple[Conversion, ...]


class PreferenceChanged(EventData):
    """A customer does, or does not, want a category of messages any more. Obey it."""

    category: str | None = Field(default=None, description="For example `marketing_messages`.")
    choice: str = Field(description="`stop`, `resume`, or what else Meta may call it.")
    text: str | None = Field(default=None, description="Meta's sentence about it.")
    signup_id: str | None = Field(default=None, description="The sign-up link that was used.")
