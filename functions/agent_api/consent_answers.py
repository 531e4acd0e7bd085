"""What the API takes and answers about consents. The OpenAPI document is made from these models."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from appcare.domain.consent import Consent
from functions.agent_api.answers import moment

LONGEST_WORDS = 4096
LONGEST_SOURCE = 256


def _sayable(value: str) -> str:
    """Refuse half of a surrogate pair, which no JSON document can hold.

    Raises:
        ValueError: it holds one.
    """
    value.encode()
    return value


Text = Annotated[str, AfterValidator(_sayable)]


class ConsentRequest(BaseModel):
    """A customer agreed to be written to, or took that back."""

    model_config = ConfigDict(extra="forbid")

    contact_id: str | None = Field(
        default=None, pattern="^ctc_[a-z2-7]{26}$", description="Whose; or give `phone`."
    )
    phone: str | None = Field(
        default=None,
        min_length=1,
        max_length=64,
        description="Whose, with the country's code: also a new one's.",
    )
    number: str | None = Field(
        default=None,
        max_length=64,
        description="The business number, by its name or id; needed with `phone` where there are several.",
    )
    given: bool = Field(description="Whether they agreed; false: they took it back.")
    words: Text = Field(
        min_length=1, max_length=LONGEST_WORDS, description="What they agreed to, or said, word for word."
    )
    source: Text = Field(
        min_length=1, max_length=LONGEST_SOURCE, description="Where: a form, a telephone call, a contract."
    )
    at: AwareDatetime = Field(description="When they did; of several statements the latest counts.")

    @model_validator(mode="after")
    def _one_name(self) -> "ConsentRequest":
        if (self.contact_id is None) == (self.phone is None):
            message = "give either contact_id or phone"
            raise ValueError(message)
        return self


class RecordedAnswer(BaseModel):
    """It is recorded, however often it is told."""

    contact_id: str = Field(description="The customer's, from now on if nobody had this number before.")


class StatementAnswer(BaseModel):
    """The customer's latest statement."""

    given: bool
    at: datetime
    words: str
    source: str


class MarketingAnswer(BaseModel):
    """What the customer last chose in WhatsApp itself."""

    stopped: bool = Field(description="Whether they want no marketing messages.")
    at: datetime


class ConsentAnswer(BaseModel):
    """What a customer agreed to."""

    consent: StatementAnswer | None = Field(description="null: none is recorded.")
    marketing: MarketingAnswer | None = Field(description="null: they chose nothing.")


def consent_answer(known: Consent) -> ConsentAnswer:
    """Return what is said of a customer's consent."""
    said, chosen = known.statement, known.marketing
    return ConsentAnswer(
        consent=said
        and StatementAnswer(given=said.given, at=moment(said.at), words=said.words, source=said.source),
        marketing=chosen and MarketingAnswer(stopped=chosen.stopped, at=moment(chosen.at)),
    )
