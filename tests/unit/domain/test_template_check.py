"""What somebody wants to send is held against the template, in sentences."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from appcare.domain.events.content import Location
from appcare.domain.events.outgoing import TemplateButton, TemplateContent, TemplateHeader
from appcare.domain.message_templates import UNUSABLE, Blanks, Known, MessageTemplate, Shape, Slot
from appcare.domain.template_check import check

SECRET = "Zebedee-4711"
"""A customer's value, which no sentence may repeat."""

FILE = "https://example.com/a"


def template(shape: Shape, status: str = "approved") -> MessageTemplate:
    """Return a template that needs this."""
    return MessageTemplate(
        waba_id="1", name="sale", language="nl", status=Known(status, 1), shape=Known(shape, 1)
    )


def content(**parts: object) -> TemplateContent:
    """Return what is to be sent."""
    return TemplateContent.model_validate({"kind": "template", "name": "sale", "language": "nl", **parts})


HEADERS: dict[str, TemplateHeader | None] = {
    "none": None,
    "fixed": None,
    "text": TemplateHeader(text=SECRET),
    "location": TemplateHeader(location=Location(latitude=52.0, longitude=4.0)),
    **{kind: TemplateHeader(kind=kind, link=FILE) for kind in ("image", "video", "document")},
}
"""Kind of header -> what fills it."""

TYPES = ("url", "quick_reply", "copy_code", "flow")
SLOTS = st.sampled_from([Slot(""), *(Slot(one) for one in TYPES), Slot("url", required=True)])
BLANKS = st.builds(Blanks, count=st.integers(0, 5)) | st.builds(
    Blanks, names=st.lists(st.sampled_from("abcde"), unique=True, min_size=1).map(tuple)
)
SHAPES = st.builds(
    Shape, header=st.sampled_from([*HEADERS]), body=BLANKS, buttons=st.lists(SLOTS, max_size=5).map(tuple)
)


def filled(shape: Shape) -> TemplateContent:
    """Return what fits a template of this shape exactly."""
    assert shape.header is not None
    assert shape.body is not None
    body = dict.fromkeys(shape.body.names, SECRET) if shape.body.names else (SECRET,) * shape.body.count
    return content(
        header=HEADERS[shape.header],
        body=body,
        buttons=tuple(
            TemplateButton.model_validate({"index": index, "type": slot.takes, "value": SECRET})
            for index, slot in enumerate(shape.buttons or ())
            if slot.takes
        ),
    )


@given(SHAPES)
def test_what_fits_is_not_refused(shape: Shape) -> None:
    """Whatever a template needs, who gives exactly that may send it."""
    assert check(filled(shape), template(shape)) is None


@given(SHAPES, SHAPES)
def test_what_fits_another_template_is_refused(shape: Shape, other: Shape) -> None:
    """What was made for a template that needs something else is refused, and no value is repeated."""
    given_, needed = filled(other), filled(shape)
    assume(given_ != needed)
    required = [button for button in needed.buttons if shape.buttons and shape.buttons[button.index].required]
    assume(
        (given_.header, given_.body) != (needed.header, needed.body)
        or not set(required) <= set(given_.buttons) <= set(needed.buttons)
    )
    said = check(given_, template(shape))
    assert said
    assert SECRET not in said


@given(SHAPES)
def test_what_is_not_known_is_not_checked(shape: Shape) -> None:
    """Of a template that only a webhook told of, Meta judges the rest."""
    assert check(filled(shape), template(Shape())) is None


@pytest.mark.parametrize("status", UNUSABLE)
def test_what_cannot_be_sent(status: str) -> None:
    """A template in such a status is refused, and the sentence says why."""
    said = check(content(), template(Shape(), status))
    assert said == f"The template sale (nl) {UNUSABLE[status]}."


@pytest.mark.parametrize(
    ("parts", "shape", "sentence"),
    [
        ({"body": ("a",)}, Shape(body=Blanks(2)), "Its text needs 2 values in order, and 1 came."),
        ({}, Shape(body=Blanks(1)), "Its text needs 1 value in order, and 0 came."),
        ({"body": ("a",)}, Shape(body=Blanks()), "Its text needs no values, and 1 came."),
        (
            {"body": {"a": "x"}},
            Shape(body=Blanks(1)),
            "Its text takes values in order, 1 of them, not by name.",
        ),
        (
            {"body": ("a", "b")},
            Shape(body=Blanks(names=("day", "hour"))),
            "Its text needs values by name for exactly day, hour.",
        ),
        ({"header": TemplateHeader(text="a")}, Shape(header="fixed"), "It has no header to fill."),
        ({}, Shape(header="image"), "Its header needs one image."),
        ({}, Shape(header="location"), "Its header needs a location."),
        (
            {"buttons": (TemplateButton(index=1, type="url", value="a"),)},
            Shape(buttons=(Slot(""),)),
            "It has no button with index 1.",
        ),
        (
            {"buttons": (TemplateButton(index=0, type="url", value="a"),)},
            Shape(buttons=(Slot("copy_code"),)),
            "Its button with index 0 takes a code, type copy_code.",
        ),
        (
            {"buttons": (TemplateButton(index=0, type="url", value="a"),)},
            Shape(buttons=(Slot(""),)),
            "Its button with index 0 takes nothing.",
        ),
        (
            {},
            Shape(buttons=(Slot("url", required=True),)),
            "Its button with index 0 needs the end of its URL.",
        ),
        (
            {"buttons": tuple(TemplateButton(index=0, type="flow", value=value) for value in "ab")},
            Shape(buttons=(Slot("flow"),)),
            "A button is filled twice.",
        ),
    ],
    ids=lambda part: str(part)[-40:],
)
def test_each_flaw_in_words(parts: dict[str, object], shape: Shape, sentence: str) -> None:
    """One flaw is one sentence that says what the template takes."""
    said = check(content(**parts), template(shape))
    assert said == f"The template sale (nl) does not go with what was given. {sentence}"


@pytest.mark.parametrize("value", ["", " ", "a\nb", "a\tb", "a     b", "a\rb"])
def test_values_that_meta_refuses(value: str) -> None:
    """An empty value, or one that breaks the line, is refused here already."""
    text, header = template(Shape(body=Blanks(1))), template(Shape(header="text"))
    assert check(content(body=(value,)), text) is not None
    assert value == "" or check(content(header={"text": value}), header) is not None
    assert check(content(body=("a    b",)), text) is None


def test_all_flaws_are_told_at_once() -> None:
    """Who corrects one does not learn of the next only then."""
    said = check(content(body=("a",)), template(Shape(header="video", body=Blanks(2)))) or ""
    assert "2 values" in said
    assert "one video" in said


def test_what_no_message_can_hold() -> None:
    """A carousel needs more than a message of ours has."""
    said = check(content(), template(Shape(beyond="carousel")))
    assert said == "The template sale has a part that cannot be filled here: carousel."


def test_button_of_an_unknown_type_takes_anything() -> None:
    """What Meta invents is Meta's to judge."""
    shape = Shape(buttons=(Slot(None),))
    button = TemplateButton(index=0, type="quick_reply", value="a")
    assert check(content(buttons=(button,)), template(shape)) is None
