"""Events about what customers agreed to."""

from pydantic import Field

from appcare.domain.events.model import EventData, Model


class ConsentStatement(Model):
    """What was written down of it."""

    given: bool = Field(description="Whether the customer agreed; false: took it back.")
    words: str = Field(description="What the customer agreed to, or said, word for word.")
    source: str = Field(description="Where: a form, a telephone call, a contract.")


class ConsentRecorded(EventData):
    """A customer agreed to be written to, or took that back; `occurred_at` is when they did."""

    consent: ConsentStatement
