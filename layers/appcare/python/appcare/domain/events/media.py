"""Events about files: what became of what a message refers to."""

from datetime import datetime

from pydantic import Field

from appcare.domain.events.content import MessageRef
from appcare.domain.events.model import EventData, Model


class StoredMedia(Model):
    """A file that we have."""

    id: str = Field(description="Meta's media id, as in the message.")
    mime_type: str | None = None
    size: int | None = Field(default=None, description="In bytes.")
    sha256: str | None = Field(default=None, description="Of the file, in base64.")
    url: str | None = Field(default=None, description="Where to fetch it, for whoever has this link.")
    expires_at: datetime | None = Field(default=None, description="Until when the link works.")


class LostMedia(Model):
    """A file that we could not get."""

    id: str = Field(description="Meta's media id, as in the message.")
    mime_type: str | None = None
    sha256: str | None = None


class MediaStored(EventData):
    """A file of a message was fetched and is kept."""

    message: MessageRef
    media: StoredMedia


class MediaLost(EventData):
    """A file of a message can no longer be fetched."""

    message: MessageRef
    media: LostMedia
    reason: str = Field(description="Why, as a code.")
