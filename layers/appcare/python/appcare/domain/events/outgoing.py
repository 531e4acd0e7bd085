"""What the company can send a customer. The API's requests and `agent.replied` are made of these."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from appcare.domain.events.content import Card, Location
from appcare.domain.events.model import Model

LONGEST_TEXT = 4096
"""Characters of a text. Source: Meta, "Text messages"."""

LONGEST_INTERACTIVE = 1024
"""Characters of the text above buttons. Source: Meta, "Interactive reply buttons messages"."""

LONGEST_CAPTION = 1024
"""Characters under a file. Source: Meta, "Image messages"."""

LONGEST_NAME = 240
"""Characters of a file's name. Source: Meta, "Document messages"."""

Wamid = Annotated[str, Field(min_length=1, max_length=256, description="Meta's id of a message.")]
UploadId = Annotated[str, Field(pattern="^upl_[a-z2-7]{26}$", description="Ours, from `POST /v1/uploads`.")]
Link = Annotated[str, Field(pattern="^https://", max_length=2000, description="Where Meta fetches the file.")]


class TextContent(Model):
    """A text."""

    kind: Literal["text"]
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    preview_link: bool = Field(default=False, description="Whether the first link in it is shown as a card.")


class FileContent(Model):
    """A file: uploaded to us before, or one that Meta fetches."""

    kind: Literal["image", "audio", "video", "document", "sticker"]
    upload_id: UploadId | None = None
    link: Link | None = None
    caption: str | None = Field(
        default=None, max_length=LONGEST_CAPTION, description="For an image, a video or a document."
    )
    filename: str | None = Field(default=None, max_length=LONGEST_NAME, description="For a document.")

    @model_validator(mode="after")
    def _one_place(self) -> "FileContent":
        if (self.upload_id is None) == (self.link is None):
            message = "give either upload_id or link"
            raise ValueError(message)
        if self.caption is not None and self.kind in ("audio", "sticker"):
            message = f"{self.kind} has no caption"
            raise ValueError(message)
        return self


class LocationContent(Model):
    """A place on the map."""

    kind: Literal["location"]
    location: Location

    @model_validator(mode="after")
    def _exists(self) -> "LocationContent":
        _on_earth(self.location)
        return self


class CardsContent(Model):
    """Contact cards."""

    kind: Literal["contacts"]
    contacts: tuple[Card, ...] = Field(min_length=1, max_length=257)


class ReactionContent(Model):
    """An emoji on a message, or taken back."""

    kind: Literal["reaction"]
    message: Wamid
    emoji: str | None = Field(default=None, min_length=1, max_length=32, description="Absent: takes it back.")


class OfferedButton(Model):
    """A button that answers with its id."""

    id: str = Field(min_length=1, max_length=256)
    title: str = Field(min_length=1, max_length=20)


class Framed(Model):
    """What interactive messages have in common."""

    text: str = Field(min_length=1, max_length=LONGEST_INTERACTIVE)
    header: str | None = Field(default=None, min_length=1, max_length=60)
    footer: str | None = Field(default=None, min_length=1, max_length=60)


class ButtonsContent(Framed):
    """A text with up to three buttons."""

    kind: Literal["buttons"]
    buttons: tuple[OfferedButton, ...] = Field(min_length=1, max_length=3)

    @model_validator(mode="after")
    def _told_apart(self) -> "ButtonsContent":
        _told_apart([one.id for one in self.buttons], "ids of buttons")
        _told_apart([one.title for one in self.buttons], "titles of buttons")
        return self


class Row(Model):
    """A line of a list that answers with its id."""

    id: str = Field(min_length=1, max_length=200)
    title: str = Field(min_length=1, max_length=24)
    description: str | None = Field(default=None, min_length=1, max_length=72)


class Section(Model):
    """Lines of a list under one title."""

    title: str | None = Field(default=None, min_length=1, max_length=24)
    rows: tuple[Row, ...] = Field(min_length=1, max_length=10)


class ListContent(Framed):
    """A text with a button that opens a list of up to ten lines."""

    kind: Literal["list"]
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    button: str = Field(min_length=1, max_length=20)
    sections: tuple[Section, ...] = Field(min_length=1, max_length=10)

    @model_validator(mode="after")
    def _fits(self) -> "ListContent":
        rows = [row for section in self.sections for row in section.rows]
        if len(rows) > 10:  # noqa: PLR2004 - Meta, "Interactive list messages"
            message = "a list has at most ten rows in all"
            raise ValueError(message)
        if len(self.sections) > 1 and any(section.title is None for section in self.sections):
            message = "of several sections each needs a title"
            raise ValueError(message)
        _told_apart([row.id for row in rows], "ids of rows")
        return self


class FormContent(Framed):
    """A text with a button that opens a form (Meta calls it a flow)."""

    kind: Literal["form"]
    button: str = Field(min_length=1, max_length=30)
    flow_id: str | None = Field(default=None, min_length=1, max_length=64)
    flow_name: str | None = Field(default=None, min_length=1, max_length=200)
    token: str | None = Field(default=None, max_length=256, description="Comes back with the answers.")
    screen: str | None = Field(default=None, max_length=80, description="Which screen it begins with.")
    data: dict[str, object] | None = Field(default=None, description="What that screen is filled with.")
    draft: bool = Field(default=False, description="Whether the form is not published yet.")

    @model_validator(mode="after")
    def _one_form(self) -> "FormContent":
        if (self.flow_id is None) == (self.flow_name is None):
            message = "give either flow_id or flow_name"
            raise ValueError(message)
        if self.data is not None and self.screen is None:
            message = "data needs the screen that it fills"
            raise ValueError(message)
        return self


class ContactRequestContent(Model):
    """Asks a customer who is known by a user id only for the phone number."""

    kind: Literal["contact_request"]
    text: str = Field(min_length=1, max_length=LONGEST_INTERACTIVE)


class TemplateButton(Model):
    """What fills a button of a template."""

    index: int = Field(ge=0, le=9, description="Which button, from 0.")
    type: Literal["url", "quick_reply", "copy_code", "flow"]
    value: str = Field(
        min_length=1,
        max_length=2000,
        description="The end of the URL, the payload, the code, or the form's token.",
    )


class TemplateHeader(Model):
    """What fills a template's header: exactly one of these."""

    text: str | None = Field(default=None, min_length=1, max_length=60)
    kind: Literal["image", "video", "document"] | None = Field(default=None, description="Of the file.")
    upload_id: UploadId | None = None
    link: Link | None = None
    filename: str | None = Field(default=None, max_length=LONGEST_NAME)
    location: Location | None = None

    @model_validator(mode="after")
    def _one(self) -> "TemplateHeader":
        is_file = self.kind is not None
        if is_file != ((self.upload_id is None) != (self.link is None)) or (
            not is_file and (self.upload_id or self.link)
        ):
            message = "a file needs kind, and either upload_id or link"
            raise ValueError(message)
        if [self.text is not None, is_file, self.location is not None].count(True) != 1:
            message = "give exactly one of text, a file and location"
            raise ValueError(message)
        if self.location is not None:
            _on_earth(self.location)
        return self


class TemplateContent(Model):
    """A template that Meta has approved: the only thing that may be sent outside the window."""

    kind: Literal["template"]
    name: str = Field(pattern="^[a-z0-9_]{1,512}$")
    language: str = Field(pattern="^[a-z]{2,3}(_[A-Za-z]{2,4})?$", description="For example `en_US`.")
    header: TemplateHeader | None = None
    body: tuple[str, ...] | dict[str, str] | None = Field(
        default=None, description="What fills the text: in order for {{1}}, by name for {{name}}."
    )
    buttons: tuple[TemplateButton, ...] = Field(default=(), max_length=10)


Content = Annotated[
    TextContent
    | FileContent
    | LocationContent
    | CardsContent
    | ReactionContent
    | ButtonsContent
    | ListContent
    | FormContent
    | ContactRequestContent
    | TemplateContent,
    Field(discriminator="kind"),
]


class OutgoingMessage(Model):
    """One message to a customer."""

    content: Content = Field(
        description="By its `kind`; what each kind holds stands in the schema, and in docs/api.md."
    )
    reply_to: Wamid | None = Field(default=None, description="wamid of the message that it answers.")


def _told_apart(values: list[str], what: str) -> None:
    if len(set(values)) != len(values):
        message = f"{what} must differ"
        raise ValueError(message)


def _on_earth(place: Location) -> None:
    if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):  # noqa: PLR2004 - degrees
        message = "latitude is from -90 to 90, longitude from -180 to 180"
        raise ValueError(message)
