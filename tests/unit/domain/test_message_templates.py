"""What is known of a template: the later word on each part, whoever is heard first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.message_templates import (
    APPROVED,
    Blanks,
    Known,
    MessageTemplate,
    Shape,
    blanks_of,
    language_of,
    text_header,
)

PLAIN = MessageTemplate(waba_id="1", name="sale", language="nl")

WORDS = st.builds(Known, st.sampled_from([APPROVED, "paused", "rejected", "brand_new"]), st.integers(0, 3))
SHAPES = st.builds(
    Known,
    st.builds(Shape, header=st.sampled_from([None, "none", "image"]), body=st.none() | st.just(Blanks(1))),
    st.integers(0, 3),
)
TEMPLATES = st.builds(
    MessageTemplate,
    waba_id=st.just("1"),
    name=st.just("sale"),
    language=st.just("nl"),
    status=WORDS,
    category=WORDS,
    quality=WORDS,
    shape=SHAPES,
)


@given(TEMPLATES, TEMPLATES, TEMPLATES)
def test_order_of_arrival_is_no_matter(a: MessageTemplate, b: MessageTemplate, c: MessageTemplate) -> None:
    """Whoever is heard first, and however often, the same is known in the end."""
    assert a.with_later(b) == b.with_later(a)
    assert a.with_later(b).with_later(c) == a.with_later(b.with_later(c))
    assert a.with_later(b).with_later(b) == a.with_later(b)


@given(TEMPLATES, TEMPLATES)
def test_nothing_older_replaces_anything_newer(a: MessageTemplate, b: MessageTemplate) -> None:
    """Each part is the one of the two that is not older."""
    both = a.with_later(b)
    for part in ("status", "category", "quality", "shape"):
        parts = [getattr(a, part), getattr(b, part)]
        assert getattr(both, part) in parts
        assert getattr(both, part).at == max(one.at for one in parts)


def test_of_two_words_at_one_moment_the_less_welcome_counts() -> None:
    """Webhooks tell seconds: a template that was paused within one is not taken for approved."""
    approved, paused = Known(APPROVED, 5), Known("paused", 5)
    assert approved.with_later(paused) == paused.with_later(approved) == paused


@pytest.mark.parametrize("status", ["", APPROVED, "flagged", "a_new_word"])
def test_unknown_words_do_not_stop_a_template(status: str) -> None:
    """Only what is known to keep a template from being sent does."""
    assert replace(PLAIN, status=Known(status, 1)).is_usable


def test_a_list_without_it_deletes_what_it_could_have_held() -> None:
    """What is known from before the list is gone; what was heard later stays."""
    known = replace(PLAIN, status=Known(APPROVED, 100))
    assert known.gone(200).status == Known("deleted", 200)
    assert known.gone(50) == known
    assert known.gone(200).with_later(known.gone(200)).learnt_at == 200


@pytest.mark.parametrize(
    ("text", "blanks"),
    [
        ("Hello.", Blanks()),
        ("Hello {{1}}, {{2}} and {{ 1 }} again.", Blanks(count=2)),
        ("Hello {{first_name}}, {{day}}, {{first_name}}.", Blanks(names=("first_name", "day"))),
        ("{{}} {{a b}} {1}", Blanks()),
    ],
)
def test_blanks(text: str, blanks: Blanks) -> None:
    """Each blank counts once, by number or by name."""
    assert blanks_of(text) == blanks


def test_headers_and_languages() -> None:
    """A header without a blank is fixed; a language is written one way."""
    assert (text_header("Hello"), text_header("Hello {{1}}")) == ("fixed", "text")
    assert (language_of("en-US"), language_of("nl")) == ("en_US", "nl")
