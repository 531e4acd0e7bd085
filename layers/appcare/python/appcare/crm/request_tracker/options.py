"""What a stanza with `adapter = "request_tracker"` may say under `options`."""

import re
from dataclasses import dataclass
from typing import Self

from appcare.config.settings import Destination
from appcare.crm.options import OptionError, Options

PLACES = ("name", "phone", "number")
"""What a subject may have in braces: the customer's name and phone, our number's configured name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOptions:
    """The names under which an administrator set things up.

    Attributes:
        queue: where tickets are opened.
        bot: the login name of AppCare's own user.
        conversation_field: the tickets' custom field for our id of the conversation.
        event_field: the transactions' custom field for our id of the event.
        subject: of a new ticket, with `PLACES` in braces.
    """

    queue: str
    bot: str
    conversation_field: str
    event_field: str
    subject: str

    @classmethod
    def of(cls, destination: Destination) -> Self:
        """Read a stanza.

        Raises:
            OptionError: something in it is wrong.
        """
        options = Options(destination)
        read = cls(
            queue=options.text("queue", "the queue that tickets are opened in", "WhatsApp"),
            bot=options.text("bot", "the login name of AppCare's user", "appcare-bot"),
            conversation_field=options.text(
                "conversation_field", "a custom field of tickets", "appcare_conversation"
            ),
            event_field=options.text("event_field", "a custom field of transactions", "appcare_event"),
            subject=options.text("subject", "the subject of new tickets", "WhatsApp: {name}"),
        )
        options.no_others()
        _check(destination, read)
        return read


def _check(destination: Destination, options: TicketOptions) -> None:
    key = f"destinations.{destination.name}.options"
    for name in ("conversation_field", "event_field"):
        if not re.fullmatch(r"[^{}'\"\\]{1,200}", getattr(options, name)):
            raise OptionError(
                f"{key}.{name} must be the name of a field, without braces, quotes, backslashes."
            )
    for place in re.findall(r"\{(.*?)\}", options.subject):
        if place not in PLACES:
            allowed = ", ".join(f"{{{one}}}" for one in PLACES)
            raise OptionError(f"{key}.subject has {{{place}}} in it; allowed: {allowed}.")
