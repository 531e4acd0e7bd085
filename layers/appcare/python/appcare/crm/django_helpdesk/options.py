"""What a destination's stanza says about its django-helpdesk."""

import re
from dataclasses import dataclass

from appcare.config.settings import Destination
from appcare.crm.options import OptionError, Options

FIELD = re.compile(r"[A-Za-z0-9_-]{1,50}")
"""A custom field's name. Source: django-helpdesk 2.6.1, `CustomField.name`: a slug of 50."""

DEFAULT_EXTENSIONS = ".txt .asc .pdf .doc .docx .odt .jpg .png .eml"
"""Source: django-helpdesk 2.6.1, `HELPDESK_VALID_EXTENSIONS`."""


@dataclass(frozen=True, slots=True)
class HelpdeskOptions:
    """The options, checked.

    Attributes:
        queue: id of the queue that new tickets come into.
        bot_user: id of our own user: what it writes is no answer.
        contact_field: the tickets' custom field with our id of the customer, as the API calls it.
        page_size: tickets that are asked for at once while one is looked for.
        extensions: what a file's name may end with, in lower case, with the dot.
    """

    queue: int
    bot_user: int
    contact_field: str
    page_size: int
    extensions: frozenset[str]

    @classmethod
    def of(cls, destination: Destination) -> "HelpdeskOptions":
        """Read them.

        Raises:
            OptionError: one is missing, wrong or unknown.
        """
        options = Options(destination)
        queue = _whole(destination, options.number("queue", QUEUE, low=1, high=2**31 - 1), "queue")
        bot = _whole(destination, options.number("bot_user", BOT, low=1, high=2**31 - 1), "bot_user")
        field = options.text("contact_field", CONTACT_FIELD, "wa_contact")
        if not FIELD.fullmatch(field):
            raise _wrong(destination, "contact_field", "a field's name: letters, digits, _ and -")
        page = _whole(destination, options.number("page_size", PAGE, 100, low=1, high=1000), "page_size")
        extensions = options.text("extensions", EXTENSIONS, DEFAULT_EXTENSIONS).lower().split()
        if not all(re.fullmatch(r"\.[a-z0-9]{1,10}", one) for one in extensions):
            raise _wrong(destination, "extensions", 'endings with their dots, such as ".pdf .jpg"')
        options.no_others()
        return cls(queue, bot, f"custom_{field}", page, frozenset(extensions))


QUEUE = "the id of the queue that new tickets come into"
BOT = "the id of the user that AppCare writes as"
CONTACT_FIELD = "the name of the tickets' custom field that holds AppCare's id of the customer"
PAGE = "tickets asked for at once while one is looked for"
EXTENSIONS = "the endings in HELPDESK_VALID_EXTENSIONS"


def _whole(destination: Destination, number: float, name: str) -> int:
    if not number.is_integer():
        raise _wrong(destination, name, "a whole number")
    return int(number)


def _wrong(destination: Destination, name: str, kind: str) -> OptionError:
    return OptionError(f"destinations.{destination.name}.options.{name} must be {kind}.")
