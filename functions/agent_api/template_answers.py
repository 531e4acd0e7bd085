"""What the API says of message templates."""

from datetime import datetime

from pydantic import BaseModel, Field

from appcare.domain.message_templates import MessageTemplate
from functions.agent_api.answers import moment


class TemplateButtonAnswer(BaseModel):
    """A button of a template, and what fills it."""

    type: str | None = Field(
        description="`url`, `quick_reply`, `copy_code` or `flow`; empty: nothing fills it; null: not known."
    )
    required: bool = Field(description="Whether it must be filled.")


class TemplateAnswer(BaseModel):
    """A template in one language."""

    name: str
    language: str
    status: str = Field(description="In lower case, as Meta says it; empty: not known.")
    usable: bool = Field(description="Whether nothing is known that would keep it from being sent.")
    category: str = Field(description="`marketing`, `utility`, `authentication`; empty: not known.")
    quality: str = Field(description="`green`, `yellow`, `red` or `unknown`; empty: not known.")
    header: str | None = Field(
        description="What fills its header: `text`, `image`, `video`, `document` or `location`; `fixed` or "
        "`none`: nothing does; null: not known."
    )
    values: int | None = Field(description="How many values its text takes in order; null: not known.")
    named: list[str] = Field(description="The names of the values its text takes by name.")
    buttons: list[TemplateButtonAnswer] | None = Field(
        description="In order, so that the first has index 0; null: not known."
    )
    learnt_at: datetime = Field(description="When something was last said of it.")


class TemplatesAnswer(BaseModel):
    """The templates of a number's account."""

    templates: list[TemplateAnswer] = Field(description="By name and language, deleted ones for a while.")
    read_at: datetime | None = Field(
        description="When Meta's list was last read in full; null: never, or the account names no `waba_id`."
    )


def template_answer(template: MessageTemplate) -> TemplateAnswer:
    """Return what is said of a template."""
    shape = template.shape.value
    return TemplateAnswer(
        name=template.name,
        language=template.language,
        status=template.status.value,
        usable=template.is_usable,
        category=template.category.value,
        quality=template.quality.value,
        header=shape.header,
        values=None if shape.body is None else shape.body.count,
        named=[] if shape.body is None else list(shape.body.names),
        buttons=None
        if shape.buttons is None
        else [TemplateButtonAnswer(type=slot.takes, required=slot.required) for slot in shape.buttons],
        learnt_at=moment(template.learnt_at),
    )
