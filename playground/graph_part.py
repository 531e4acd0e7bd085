"""What every part of a message to the Cloud API has in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Said = Annotated[str, Field(min_length=1)]
Short = Annotated[str, Field(min_length=1, max_length=60)]
Caption = Annotated[str, Field(min_length=1, max_length=1024)]


class Part(BaseModel):
    """A part of a message; a name that Meta does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", strict=True)
