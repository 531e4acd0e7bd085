"""Links: our id and the CRM's id for the same thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class LinkKind(StrEnum):
    """What a link stands for."""

    CONTACT = "contact"
    CONVERSATION = "conversation"
    MESSAGE = "message"
    ATTACHMENT = "attachment"


FOUND_BY_BOTH = frozenset({LinkKind.CONTACT, LinkKind.CONVERSATION})
"""Kinds that are found by the CRM's id as well: an agent's answer names nothing else."""


@dataclass(frozen=True, slots=True)
class LinkKey:
    """Our side of a link.

    Attributes:
        id: `data.contact.id`, `data.conversation.id`, the channel's id of a message, or of a file.
    """

    kind: LinkKind
    id: str


Links = Mapping[LinkKey, str]
"""Our side -> the CRM's id."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What the CRM's id of something leads back to."""

    contact_id: str
    key: LinkKey
