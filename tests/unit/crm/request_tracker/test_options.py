"""The options of a stanza with `adapter = "request_tracker"`."""

from dataclasses import replace

import pytest

from appcare.config.declare import Option
from appcare.crm.options import OptionError
from appcare.crm.request_tracker.options import TicketOptions
from tests.unit.crm.request_tracker.bench import STANZA


def test_none_need_be_set() -> None:
    """The defaults are the names that the page tells people to use."""
    options = TicketOptions.of(STANZA)
    assert (options.queue, options.bot, options.subject) == ("WhatsApp", "appcare-bot", "WhatsApp: {name}")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"queue": ""}, r"options\.queue must be text"),
        ({"que": "x"}, r"options\.que is not an option.*: bot, conversation_field"),
        ({"event_field": "a}='' OR CF.{b"}, r"options\.event_field must be the name of a field"),
        ({"conversation_field": "it's"}, r"options\.conversation_field must be the name of a field"),
        ({"subject": "{first_name}"}, r"options\.subject has \{first_name\}.*\{name\}, \{phone\}"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(options: dict[str, Option], sentence: str) -> None:
    """The error has the key, and what would be right."""
    with pytest.raises(OptionError, match=r"destinations\.help\." + sentence):
        TicketOptions.of(replace(STANZA, options=options))
