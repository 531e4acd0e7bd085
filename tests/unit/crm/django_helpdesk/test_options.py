"""A destination's options for django-helpdesk."""

from dataclasses import replace

import pytest

from appcare.config.declare import Option
from appcare.crm.django_helpdesk.options import HelpdeskOptions
from appcare.crm.options import OptionError
from tests.unit.crm.django_helpdesk.imitated import STANZA


def read(**options: Option) -> HelpdeskOptions:
    """Return what is made of these options."""
    return HelpdeskOptions.of(replace(STANZA, options=options))


def test_what_is_not_said() -> None:
    """Queue and user are enough; the endings are those that django-helpdesk takes unless told otherwise."""
    found = read(queue=1, bot_user=2)
    assert (found.queue, found.bot_user, found.contact_field) == (1, 2, "custom_wa_contact")
    assert {".pdf", ".jpg"} < found.extensions
    assert ".ogg" not in found.extensions


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"bot_user": 2}, r"options\.queue is missing: the id of the queue"),
        ({"queue": 1}, r"options\.bot_user is missing: the id of the user"),
        ({"queue": "1", "bot_user": 2}, r"options\.queue must be a number"),
        ({"queue": 1.5, "bot_user": 2}, r"options\.queue must be a whole number"),
        (
            {"queue": 1, "bot_user": 2, "contact_field": "a b"},
            r"options\.contact_field must be a field's name",
        ),
        ({"queue": 1, "bot_user": 2, "extensions": "pdf"}, r"options\.extensions must be endings"),
        ({"queue": 1, "bot_user": 2, "que": 1}, r"options\.que is not an option of this adapter"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, Option], sentence: str) -> None:
    """The key, and what would be right."""
    with pytest.raises(OptionError, match=r"^destinations\.desk\." + sentence):
        read(**wrong)
