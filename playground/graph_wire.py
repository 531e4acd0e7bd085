"""What the Cloud API takes for a message, as far as AppCare sends it: parts, which are needed, how long.

Sources: Meta, "Messages", "Text messages", "Image messages", "Document messages", "Location messages",
"Contacts messages", "Reaction messages", "Templates".
"""

from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from playground.graph_interactive import Interactive
from playground.graph_part import Caption, Part, Said


class Text(Part):
    """`text`."""

    body: str = Field(min_length=1, max_length=4096)
    preview_url: bool = False


class File(Part):
    """`audio`, `sticker`: a file by its id, or by where it lies."""

    id: Said | None = None
    link: str | None = Field(default=None, pattern="^https?://")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.id is None) == (self.link is None):
            message = "either id or link is needed"
            raise ValueError(message)
        return self


class Captioned(File):
    """`image`, `video`."""

    caption: Caption | None = None


class Document(Captioned):
    """`document`."""

    filename: str | None = Field(default=None, min_length=1, max_length=240)


class Location(Part):
    """`location`."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    name: str | None = None
    address: str | None = None


class Name(Part):
    """A contact card's name; one more part than the one that is shown is needed."""

    model_config = ConfigDict(extra="allow", strict=True)
    formatted_name: Said

    @model_validator(mode="after")
    def _has_a_part(self) -> Self:
        if not self.model_extra:
            message = "one part of the name is needed beside formatted_name"
            raise ValueError(message)
        return self


class Card(Part):
    """One of `contacts`."""

    name: Name
    org: dict[str, str] | None = None
    birthday: str | None = Field(default=None, pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    phones: list[dict[str, str]] = Field(default=[])
    emails: list[dict[str, str]] = Field(default=[])
    urls: list[dict[str, str]] = Field(default=[])
    addresses: list[dict[str, str]] = Field(default=[])


class Contacts(Part):
    """`contacts`, which is a list."""

    contacts: list[Card] = Field(min_length=1, max_length=257)


class Reaction(Part):
    """`reaction`; an empty emoji takes it back."""

    message_id: Said
    emoji: str


class Language(Part):
    """A template's language."""

    code: Said
    policy: Literal["deterministic"] = "deterministic"


class Component(Part):
    """What fills one part of a template."""

    type: Literal["header", "body", "button"]
    sub_type: str | None = None
    index: str | int | None = None
    parameters: list[dict[str, Any]] = Field(min_length=1)


class Template(Part):
    """`template`."""

    name: str = Field(pattern="^[a-z0-9_]{1,512}$")
    language: Language
    components: list[Component] = Field(default=[])


TYPES: dict[str, type[Part]] = {
    "text": Text,
    "image": Captioned,
    "video": Captioned,
    "audio": File,
    "sticker": File,
    "document": Document,
    "location": Location,
    "contacts": Contacts,
    "reaction": Reaction,
    "interactive": Interactive,
    "template": Template,
}
"""By the message's `type`."""

WRAPPED = frozenset({"contacts", "interactive"})
"""Types whose content is checked together with its name."""
