"""Events about files: what became of what a message refers to."""

from datetime import datetime

from pydantic import Field

from appcare.domain.events.content import MessageRef
from appcare.domain.events.model import EventData, Model


class StoredMedia(Model):
    """A file that we have."""

    id: str = Field(description="Meta's media id, as in the message.")
    mime_type: str = Field(description="What the content is; never only what the sender said.")
    claimed_type: str | None = Field(default=None, description="What the channel said it is.")
    type_differs: bool = Field(default=False, description="The content is not what was said: take care.")
    size: int = Field(description="In bytes.")
    sha256: str = Field(description="Of the file, in hexadecimal digits.")
    filename: str | None = Field(default=None, description="As the sender named it.")
    url: str | None = Field(
        default=None, description="Where to fetch it, for whoever has this link. Not in histories."
    )
    expires_at: datetime | None = Field(
        default=None, description="Until when the link works, at most; it may end hours sooner."
    )
    link_path: str = Field(
        description="Path on the API's host that gives a fresh link, as long as the file is kept."
    )


class LostMedia(Model):
    """A file that we could not get."""

    id: str = Field(description="Meta's media id, as in the message.")
    claimed_type: str | None = Field(default=None, description="What the channel said it is.")
    filename: str | None = Field(default=None, description="As the sender named it.")


class MediaStored(EventData):
    """A file of a message was fetched and is kept."""

    message: MessageRef
    media: StoredMedia


class MediaLost(EventData):
    """A file of a message can no longer be fetched."""

    message: MessageRef
    media: LostMedia
    reason: str = Field(description="Why, in a few words for people.")
