"""What is asked of the API to upload a file, and what it answers. The OpenAPI document is made from these."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from appcare.application.upload_ports import UploadPlace
from appcare.domain.events.outgoing import LONGEST_NAME
from functions.agent_api.answers import moment


class AskedUpload(BaseModel):
    """A file that is going to be uploaded. A member that is not named is refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    mime_type: str = Field(max_length=128, description="What it is, such as `application/pdf`.")
    size: int = Field(ge=1, description="Bytes, exactly.")
    filename: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_NAME,
        description="What customers see of a document whose message gives no name.",
    )
    sha256: str | None = Field(
        default=None,
        pattern="^[0-9a-fA-F]{64}$",
        description="Of the content, as hexadecimal digits; with it no other content is taken.",
    )


class OpenPlace(BaseModel):
    """Where the file is to be put."""

    url: str = Field(description="Takes this file once, without a key.")
    method: Literal["PUT"]
    headers: dict[str, str] = Field(description="To be sent as they are, all of them.")
    expires_at: datetime = Field(description="Until when the PUT must begin, at most.")


class UploadAnswer(BaseModel):
    """A file that can be uploaded now."""

    id: str = Field(description="`upload_id` of messages, once the file is there.")
    upload: OpenPlace


def upload_answer(upload_id: str, place: UploadPlace) -> UploadAnswer:
    """Return what is said of a place for a file."""
    return UploadAnswer(
        id=upload_id,
        upload=OpenPlace(
            url=place.url, method="PUT", headers=dict(place.headers), expires_at=moment(place.expires_at)
        ),
    )
