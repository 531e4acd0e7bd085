"""Parts that messages and templates have in common: files and places."""

from collections.abc import Mapping
from typing import Any

from appcare.domain.events.content import Location
from appcare.domain.events.outgoing import FileContent, TemplateHeader


def file(said: FileContent | TemplateHeader, files: Mapping[str, str]) -> dict[str, Any]:
    """Return a file: Meta's id of what we uploaded, or where Meta fetches it.

    Raises:
        KeyError: it was not uploaded.
    """
    where = {"link": said.link} if said.upload_id is None else {"id": files[said.upload_id]}
    caption = said.caption if isinstance(said, FileContent) else None
    filename = said.filename if said.kind == "document" else None
    return present({**where, "caption": caption, "filename": filename})


def place(location: Location) -> dict[str, Any]:
    """Return a place on the map; a page of its own is nothing that can be sent."""
    return present(location.model_dump(include={"latitude", "longitude", "name", "address"}))


def present(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what there is: Meta takes neither nulls nor empty texts for an absent part."""
    return {name: part for name, part in parts.items() if part not in (None, "", [], {})}
