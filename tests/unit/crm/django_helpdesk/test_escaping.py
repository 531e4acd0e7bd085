"""Texts come through the template engine, the search for tickets and Markdown."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appcare.crm.django_helpdesk.escaping import shown, unshown, untemplated
from tests.unit.crm.django_helpdesk.bench import as_read
from tests.unit.crm.django_helpdesk.fake import BACKLINK, _rendered
from tests.unit.crm.django_helpdesk.nasty import NASTY

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t#&{}%*_`[]()<>\\19;x"))


@pytest.mark.parametrize("text", NASTY)
def test_nothing_is_left_to_make_something_of(text: str) -> None:
    """No line begins a block, no character an emphasis, a link, a tag or a reference."""
    markdown = shown(text)
    assert not re.search(
        r"^[#>+\-=~ \t]|^\d+\.|[\\`*]|\][(\[:]|<[a-z]|appcare\]", markdown, re.MULTILINE | re.IGNORECASE
    )


@given(TEXTS)
@example("&#1; &amp;#1; x&#35;1")
def test_no_text_names_a_ticket(text: str) -> None:
    """django-helpdesk's own search finds no number in what we write."""
    assert not BACKLINK.search(shown(text))


@given(TEXTS)
def test_every_text_can_be_read(text: str) -> None:
    """A page shows it, but for the kind of blanks at the beginning of a line; and we can undo it."""
    wanted = re.sub(
        r"^[ \t]+", lambda blanks: "\u00a0" * len(blanks[0].expandtabs(4)), text, flags=re.MULTILINE
    )
    assert as_read(shown(text)) == wanted == unshown(shown(text))


@given(TEXTS)
def test_the_template_engine_gives_back_what_we_meant(text: str) -> None:
    """Braces come out as they were, and none is left to be run."""
    written = untemplated(text)
    assert "{%" not in written.replace('{{ "{" }}', "")
    assert _rendered(written) == text


def test_what_no_database_takes_is_left_out() -> None:
    """A null character and half a pair would be answered with a fault each time."""
    assert shown("a\0b\ud800c\r\nd\re") == "ab?c\nd\ne"
