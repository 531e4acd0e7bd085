"""Messages that offer something to tap, as the Cloud API takes them.

Sources: Meta, "Interactive reply buttons messages", "Interactive list messages", "Sending a Flow",
"Business-scoped user IDs" (the question for the phone number).
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from playground.graph_part import Caption, Part, Short


class Reply(Part):
    """What a button answers with."""

    id: str = Field(min_length=1, max_length=256)
    title: str = Field(min_length=1, max_length=20)


class Button(Part):
    """A reply button."""

    type: Literal["reply"]
    reply: Reply


class Buttons(Part):
    """`action` of reply buttons."""

    buttons: list[Button] = Field(min_length=1, max_length=3)


class Row(Part):
    """A line of a list."""

    id: str = Field(min_length=1, max_length=200)
    title: str = Field(min_length=1, max_length=24)
    description: str | None = Field(default=None, min_length=1, max_length=72)


class Section(Part):
    """Lines of a list."""

    title: str | None = Field(default=None, min_length=1, max_length=24)
    rows: list[Row] = Field(min_length=1, max_length=10)


class List(Part):
    """`action` of a list."""

    button: str = Field(min_length=1, max_length=20)
    sections: list[Section] = Field(min_length=1, max_length=10)


class Flow(Part):
    """`action` of a form."""

    name: Literal["flow"]
    parameters: dict[str, Any] = Field(min_length=3)


class ContactRequest(Part):
    """`action` of a question for the phone number."""

    name: Literal["request_contact_info"]


class Body(Part):
    """The text of an interactive message."""

    text: Caption


class LongBody(Part):
    """The text of a list."""

    text: str = Field(min_length=1, max_length=4096)


class Header(Part):
    """What stands above; files are nothing that AppCare sends."""

    type: Literal["text"]
    text: Short


class Footer(Part):
    """What stands below."""

    text: Short


class Framed(Part):
    """What interactive messages have in common."""

    header: Header | None = None
    footer: Footer | None = None


class ButtonMessage(Framed):
    """`interactive` with reply buttons."""

    type: Literal["button"]
    body: Body
    action: Buttons


class ListMessage(Framed):
    """`interactive` with a list."""

    type: Literal["list"]
    body: LongBody
    action: List


class FlowMessage(Framed):
    """`interactive` with a form."""

    type: Literal["flow"]
    body: Body
    action: Flow


class ContactRequestMessage(Framed):
    """`interactive` that asks for the phone number."""

    type: Literal["request_contact_info"]
    body: Body
    action: ContactRequest


class Interactive(Part):
    """`interactive`, told apart by its type."""

    interactive: Annotated[
        ButtonMessage | ListMessage | FlowMessage | ContactRequestMessage, Field(discriminator="type")
    ]
