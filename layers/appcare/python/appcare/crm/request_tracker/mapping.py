"""What Request Tracker is told: customers as users, events as entries of a ticket."""

import re
from dataclasses import dataclass, replace

from appcare.application.adapter_ports import NOT_ARRIVED
from appcare.crm.wording import Voice, file_link, wording_of
from appcare.domain.events import ContactRef, CrmEvent
from appcare.domain.events.media import MediaStored, StoredMedia

LARGEST = 20_000_000
"""Bytes of the largest file we attach. Source: tried with 5.0.3; it has no limit of its own."""

SUBJECT_LETTERS, NAME_LETTERS, PHONE_LETTERS = 200, 120, 30
"""Widths of Request Tracker's columns; a longer subject is cut by itself."""


_PLACE = re.compile(r"(\{[a-z]+\})")
_NOT_STORED = re.compile("[\0\ud800-\udfff]")
"""Half of a pair is an error 500 (tried), and PostgreSQL has no null character in texts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to write into a ticket.

    Attributes:
        internal: a comment, for agents alone; else it is correspondence.
        opens: whether it opens a ticket where none is open.
        media: the file that goes with it.
    """

    text: str
    internal: bool
    opens: bool
    media: StoredMedia | None = None


def entry_of(event: CrmEvent) -> Entry | None:
    """Return what an event becomes; None: it has no place in a ticket.

    Only what the customer says is correspondence: what we or the company say would else look like theirs.
    """
    wording = wording_of(event) if event.data.conversation else None
    if wording is None:
        return None
    internal = wording.voice is not Voice.CUSTOMER
    # Who answered and closed the ticket must hear that the answer did not arrive.
    entry = Entry(_kept(wording.text), internal, opens=wording.message or event.type in NOT_ARRIVED)
    if not isinstance(event.data, MediaStored):
        return entry
    media = event.data.media
    if media.size > LARGEST:
        return not_attached(entry, media, "too large for Request Tracker")
    if media.size == 0:
        return not_attached(entry, media, "it is empty")
    return replace(entry, media=media)


def not_attached(entry: Entry, media: StoredMedia, why: str) -> Entry:
    """Return the note that stands for a file."""
    return replace(entry, text=_kept(file_link(media, why)), internal=True, media=None)


def user_of(contact: ContactRef) -> dict[str, str]:
    """Return the user that stands for a customer; its name is our id, for a phone number may change."""
    known = {
        "Name": contact.id,
        "RealName": _shown(contact)[:NAME_LETTERS],
        "MobilePhone": f"+{contact.phone}"[:PHONE_LETTERS] if contact.phone else "",
    }
    return {name: value for name, value in known.items() if value}


def subject_of(template: str, event: CrmEvent) -> str:
    """Return the subject of the ticket that an event opens: one line."""
    contact, number = event.data.contact, event.data.number
    places = {
        "name": _shown(contact) or "customer",
        "phone": f"+{contact.phone}" if contact.phone else "",
        "number": number.name,
    }
    # Each part of the template is either plain or a place: what stands in a name is never a place.
    parts = [
        places.get(part[1:-1], part) if part.startswith("{") else part for part in _PLACE.split(template)
    ]
    return " ".join(_storable("".join(parts)).split())[:SUBJECT_LETTERS]


def _shown(contact: ContactRef) -> str:
    phone = f"+{contact.phone}" if contact.phone else ""
    return " ".join(_storable(contact.name or contact.username or phone).split())


def _kept(text: str) -> str:
    """Return a text as Request Tracker keeps it: it drops a lone "0"."""
    return "0\n" if text == "0" else _storable(text)


def _storable(text: str) -> str:
    return _NOT_STORED.sub("\ufffd", text)
