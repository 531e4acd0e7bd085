"""A topic is told by how a conversation begins; what the settings allow, the book can tell apart."""

import json

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from appcare.config.settings_error import SettingsError
from appcare.config.toml_file import parse_settings
from appcare.domain.topics import Beginning, Topic, TopicBook, first_words

BOOK = TopicBook(
    [
        Topic(name="orders", words=("My order", "Où est"), ads=("ad-1",), choices=("menu-1",)),
        Topic(name="meter", words=("Zählerstand 📟",), ads=("https://fb.me/2",), choices=("menu-2",)),
    ]
)
WORDS = st.text(alphabet="abAßé \u0301ﬁ-7", min_size=1, max_size=12)


def named(text: str) -> str:
    """Return the topic of a first message."""
    return BOOK.topic_of(Beginning(words=first_words(text)))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("My order", "orders"),
        ("MY  ORDER\u00a0123", "orders"),
        ("\n  my order: 123\nand more", "orders"),
        ("my order, please", "orders"),
        ("ou\u0300 est mon colis", "orders"),
        ("zählerstand 📟 4711", "meter"),
        ("my orders", ""),
        ("Hello, my order", ""),
        ("my", ""),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_the_first_words(text: str, topic: str) -> None:
    """Whole words at the beginning of the first line that holds anything, however they are spelt."""
    assert named(text) == topic


def test_ads_and_choices() -> None:
    """An ad goes by its id or its URL, a choice by its id; what was written counts first."""
    assert BOOK.topic_of(Beginning(ads=("other", "https://fb.me/2"))) == "meter"
    assert BOOK.topic_of(Beginning(choice="menu-1")) == "orders"
    assert BOOK.topic_of(Beginning(words="my order", ads=("https://fb.me/2",))) == "orders"
    assert BOOK.topic_of(Beginning(words="hello", ads=("ad-9",), choice="menu-9")) == ""
    assert BOOK.topic_of(None) == TopicBook().topic_of(Beginning(words="my order")) == ""


def test_what_the_customer_wrote_is_not_shown() -> None:
    """Whoever writes a beginning down writes no words of a customer's."""
    assert "order" not in repr(Beginning(words="my order"))


@given(first=st.lists(WORDS, min_size=1, max_size=3), second=st.lists(WORDS, min_size=1, max_size=3))
def test_allowed_topics_are_told_apart(first: list[str], second: list[str]) -> None:
    """Whatever words the settings take: each topic's own lead to it, alone, in capitals and with more behind.

    So the check of the settings and the router compare words alike.
    """
    both = {"a": first, "b": second}
    stanzas = (
        f"[topics.{name}]\nwords = {json.dumps(words, ensure_ascii=False)}\n" for name, words in both.items()
    )
    try:
        settings = parse_settings("[accounts.main]\n" + "".join(stanzas))
    except SettingsError:
        reject()
    book = TopicBook(Topic(name=one.name, words=one.words) for one in settings.topics)
    for name, words in both.items():
        for said in words:
            for text in (said, said.upper(), f"{said} b", f"  {said}, 7\nb"):
                assert book.topic_of(Beginning(words=first_words(text))) == name


@given(st.text(max_size=300), st.text(alphabet="ab ", min_size=1, max_size=5))
def test_longer_words_are_other_words(text: str, words: str) -> None:
    """A letter right behind the start words makes another word of them."""
    assume(words.strip())
    book = TopicBook([Topic(name="t", words=(words,))])
    assert book.topic_of(Beginning(words=first_words(words.strip() + "x" + text))) == ""
    assert book.topic_of(Beginning(words=first_words(f"{words.strip()} {text}"))) == "t"


@given(st.text(max_size=5000))
def test_no_more_than_the_beginning_is_looked_at(text: str) -> None:
    """However long a message is and whatever is in it."""
    assert len(first_words(text)) <= 100
