"""What a message can hold, whoever sent it."""

from typing import Any, Literal

from pydantic import Field

from appcare.domain.events.model import ChannelError, Model

MessageKind = Literal[
    "text",
    "image",
    "audio",
    "video",
    "document",
    "sticker",
    "location",
    "contacts",
    "choice",
    "form",
    "order",
    "unsupported",
]


class Media(Model):
    """A reference to a file; the file itself comes with `media.stored`."""

    id: str = Field(description="Meta's media id, valid for 7 days.")
    mime_type: str | None = Field(default=None, description="For example `image/jpeg`.")
    sha256: str | None = Field(default=None, description="Of the file, in base64.")
    caption: str | None = Field(default=None, description="What was written under it; also in `text`.")
    filename: str | None = Field(default=None, description="A document's name, as the sender has it.")
    voice: bool = Field(default=False, description="Whether it was recorded as a voice note.")
    animated: bool = Field(default=False, description="Whether it is a sticker that moves.")


class Location(Model):
    """A place on the map."""

    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None
    url: str | None = Field(default=None, description="The place's own page.")


class PhoneNumber(Model):
    """A phone number on a contact card."""

    number: str = Field(description="As the card has it.")
    type: str | None = Field(default=None, description="For example `CELL`, `WORK`.")
    whatsapp: str | None = Field(default=None, description="Digits, where the number is on WhatsApp.")


class Card(Model):
    """A contact card that was shared: somebody else's, or the customer's own."""

    name: str | None = Field(default=None, description="As it is to be shown.")
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    title: str | None = Field(default=None, description="Job title.")
    birthday: str | None = Field(default=None, description="As the card has it, mostly YYYY-MM-DD.")
    phones: tuple[PhoneNumber, ...] = ()
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    addresses: tuple[str, ...] = Field(default=(), description="Each address in one line.")
    vcard: str | None = Field(default=None, description="The card as vCard, where it came as one.")


class Choice(Model):
    """A button or a line of a list that was chosen."""

    of: Literal["button", "list", "template_button"] = Field(description="What was offered.")
    id: str | None = Field(
        default=None, description="The id (of a template's button: the payload) that we gave it."
    )
    title: str | None = Field(default=None, description="What the customer saw.")
    description: str | None = Field(default=None, description="The second line of a list's choice.")


class Form(Model):
    """A filled-in form (Meta calls it a flow)."""

    name: str | None = None
    answers: dict[str, Any] | None = Field(
        default=None, description="By the form's own field names; absent where they are no JSON object."
    )
    text: str | None = Field(
        default=None, description="The answers as they came, where they are no JSON object."
    )
    files: tuple[Media, ...] = Field(
        default=(),
        description="Files picked in it, also in `answers`; each comes with `media.stored`.",
    )


class OrderItem(Model):
    """One line of an order."""

    product_id: str | None = Field(default=None, description="The product's id in the catalogue.")
    quantity: int | None = None
    price: str | None = Field(default=None, description="For one of them; digits as they came.")
    currency: str | None = None


class Order(Model):
    """Products that the customer orders from a catalogue."""

    catalog_id: str | None = None
    items: tuple[OrderItem, ...] = ()


class ProductRef(Model):
    """The product that a question is about."""

    catalog_id: str | None = None
    product_id: str | None = None


class Referral(Model):
    """The ad or post that led the customer here."""

    source_id: str | None = Field(default=None, description="Id of the ad or post.")
    source_type: str | None = Field(default=None, description="`ad` or `post`.")
    source_url: str | None = None
    headline: str | None = None
    body: str | None = None
    media_type: str | None = Field(default=None, description="`image` or `video`.")
    media_url: str | None = None
    thumbnail_url: str | None = None
    click_id: str | None = Field(default=None, description="`ctwa_clid`, for reporting conversions.")
    greeting: str | None = Field(default=None, description="What the ad said in the customer's name.")


class Message(Model):
    """A message; `message.received` shows all that it can hold."""

    wamid: str = Field(description="Meta's id of the message; empty where the update has none.")
    kind: MessageKind = Field(description="Which of the members below is there; `raw` for `unsupported`.")
    text: str | None = Field(
        default=None, description="What to show: the text, a caption, the title of a choice, an order's note."
    )
    media: Media | None = None
    location: Location | None = None
    contacts: tuple[Card, ...] | None = None
    requested: bool | None = Field(
        default=None,
        description="With `contacts`: true where the customer answers our request for the number.",
    )
    choice: Choice | None = None
    form: Form | None = None
    order: Order | None = None
    was: str | None = Field(
        default=None, description="With `unsupported`: what it was, where Meta says so: `poll_creation`."
    )
    errors: tuple[ChannelError, ...] | None = Field(
        default=None, description="What Meta could not do with it, for example fetch its file."
    )
    reply_to: str | None = Field(default=None, description="wamid of the message it answers.")
    reply_to_author: str | None = Field(
        default=None, description="Who wrote that message: a number or a user id, as Meta has it."
    )
    forwarded: Literal["once", "often"] | None = Field(
        default=None, description="`often`: it has been passed on more than five times."
    )
    product: ProductRef | None = Field(default=None, description="The product it asks about.")
    referral: Referral | None = None
    identity_hash: str | None = Field(
        default=None, description="Of the customer's security code, where we asked for it."
    )
    group_id: str | None = Field(default=None, description="Where it was written in a group.")
    standby: bool | None = Field(
        default=None, description="True: another agent at Meta handles this conversation; nobody here has to."
    )


class MessageRef(Model):
    """A message that an event is about."""

    wamid: str = Field(description="Meta's id of the message; empty where the update has none.")
    group_id: str | None = Field(default=None, description="Where it was written in a group.")
    errors: tuple[ChannelError, ...] | None = Field(
        default=None, description="What Meta could not do with it."
    )


class Reaction(Model):
    """An emoji on a message."""

    emoji: str | None = Field(default=None, description="Absent: the reaction was taken back.")
    to: str = Field(description="wamid of the message that it is on; empty where the update has none.")


class Edit(Model):
    """A message's new content."""

    of: str = Field(description="wamid of the message that changed; empty where the update has none.")
    message: Message = Field(description="What it says now.")


class Revocation(Model):
    """A message taken back."""

    of: str = Field(description="wamid of the message that is to be shown no more; empty without one.")
