"""Events about message templates."""

from datetime import datetime

from pydantic import Field

from appcare.domain.events.model import EventData, Model


class Template(Model):
    """A message template; each part may be absent."""

    id: str | None = None
    name: str | None = None
    language: str | None = Field(default=None, description="For example `en_US`.")
    category: str | None = Field(default=None, description="`marketing`, `utility`, `authentication`.")


class TemplateStatusChanged(EventData):
    """A template was approved, rejected, paused, disabled, or flagged."""

    template: Template
    status: str = Field(
        description="In lower case: `approved`, `rejected`, `paused`, `disabled`, `flagged` ..."
    )
    reason: str | None = Field(default=None, description="Meta's word for why, for example `INVALID_FORMAT`.")
    title: str | None = Field(default=None, description="Of a pause or lock: which one.")
    details: str | None = Field(default=None, description="A sentence for people.")
    advice: str | None = Field(default=None, description="What Meta says would help.")
    disabled_on: str | None = Field(default=None, description="From when on, as Meta writes it.")


class TemplateQualityChanged(EventData):
    """Customers' reactions moved a template's quality."""

    template: Template
    previous: str | None = Field(default=None, description="`green`, `yellow`, `red` or `unknown`.")
    quality: str = Field(description="`green`, `yellow`, `red` or `unknown`.")


class Button(Model):
    """A button of a template."""

    type: str | None = Field(default=None, description="For example `url`, `phone_number`, `quick_reply`.")
    text: str | None = None
    url: str | None = None
    phone: str | None = None


class TemplateComponentsChanged(EventData):
    """A template's text was changed."""

    template: Template
    header: str | None = None
    body: str | None = None
    footer: str | None = None
    buttons: tuple[Button, ...] = ()


class TemplateCategoryChanged(EventData):
    """Meta moved a template to another category, or will, which changes its price."""

    template: Template
    previous: str | None = Field(default=None, description="The category so far.")
    category: str | None = Field(
        default=None, description="The new one; absent where the change is still to come."
    )
    planned: str | None = Field(default=None, description="The category that Meta says is the right one.")
    takes_effect_at: datetime | None = None
