"""Adapters that go wrong with files."""

import secrets
from typing import Any

from appcare_desk.adapter import DeskAdapter

from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKey

Found = dict[LinkKey, str]


class MangleFiles(DeskAdapter):
    """Treats files as text."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        text = content.decode("utf-8", "replace").encode() if kind == "files" else content
        super()._add(event, found, kind, key, text)


class FilesAnew(DeskAdapter):
    """Adds a file again and again."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        suffix = secrets.token_hex(4) if kind == "files" else ""
        super()._add(event, found, kind, key + suffix, content)


class HidesFiles(DeskAdapter):
    """Says nothing of files that it cannot hand on."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if b"cannot take" not in content:
            super()._add(event, found, kind, key, content)


class SendsAnything(DeskAdapter):
    """Does not look how large a file is."""

    def _push(self, event: CrmEvent, found: Found) -> None:
        data: Any = event.data
        if event.type == "media.stored" and data.media.size > 1_000_000:
            self._add(event, found, "files", data.media.id, b"the beginning of it")
        else:
            super()._push(event, found)
