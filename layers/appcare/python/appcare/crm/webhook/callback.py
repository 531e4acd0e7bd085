"""An agent's answer as the adapter `webhook` takes it back: one JSON document, read strictly."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from appcare.application.adapter_ports import AgentReply, CallbackRefusal, CallbackRefusedError, ReplyFile

LONGEST_TEXT = 65_536
MOST_FILES = 30

Id = Annotated[str, Field(pattern="^[!-~]{1,128}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class CallbackFile(_Strict):
    """A file that the agent attached."""

    url: str = Field(
        pattern="^https?://", max_length=2048, description="Where it can be fetched without a key of yours."
    )
    name: str = Field(default="", max_length=255)
    mime_type: str = Field(default="", max_length=127)


class CallbackReply(_Strict):
    """What the agent wrote; text, files, or both."""

    id: Id = Field(description="Yours, for ever the same: an answer is taken once under it.")
    contact_id: str = Field(pattern="^ctc_[a-z0-9]{1,60}$", description="`data.contact.id` of an event.")
    conversation_id: str = Field(
        default="",
        pattern="^(cnv_[a-z0-9]{1,60})?$",
        description="`data.conversation.id`; without it the one in which the customer wrote last.",
    )
    text: str = Field(default="", max_length=LONGEST_TEXT)
    agent: str = Field(default="", max_length=256, description="Your id of who wrote it.")
    files: list[CallbackFile] = Field(default=[], max_length=MOST_FILES)

    @model_validator(mode="after")
    def _says_something(self) -> "CallbackReply":
        if not (self.text or self.files):
            message = "needs a text or a file"
            raise ValueError(message)
        return self


class Callback(_Strict):
    """The body of a callback, in the envelope of Standard Webhooks."""

    type: Literal["agent.replied"]
    timestamp: AwareDatetime = Field(description="When the agent wrote it, as `2026-11-22T12:02:00Z`.")
    data: CallbackReply


def read_callback(body: bytes) -> AgentReply:
    """Return what a proven callback says.

    Raises:
        CallbackRefusedError: it is not the document above; `wrong` names each part that differs.
    """
    try:
        said = Callback.model_validate_json(body)
    except ValidationError as error:
        raise CallbackRefusedError(
            CallbackRefusal.UNREADABLE, "The body is not an `agent.replied`.", wrong=_wrong(error)
        ) from None
    reply = said.data
    return AgentReply(
        id=reply.id,
        contact_id=reply.contact_id,
        conversation_id=reply.conversation_id,
        text=reply.text,
        files=[ReplyFile(one.url, one.name, one.mime_type) for one in reply.files],
        agent=reply.agent,
        at=int(said.timestamp.timestamp() * 1000),
    )


def _wrong(error: ValidationError) -> dict[str, str]:
    """Return JSON pointer -> what is wrong there; never what stands there."""
    return {
        "".join(f"/{_escaped(part)}" for part in found["loc"]): found["msg"]
        for found in error.errors(include_input=False, include_url=False, include_context=False)
    }


def _escaped(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
