"""Graph's list of templates in our words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.message_templates import Blanks, Known, MessageTemplate, Shape, Slot
from appcare.whatsapp.message_templates import shape_of, templates_of
from playground.graph_templates import DEFAULTS

AT = 1_800_000_000_000


def test_a_page() -> None:
    """What Graph says of each template is known to be true at the moment of asking."""
    found = {one.name: one for one in templates_of({"data": list(DEFAULTS)}, "7", AT)}
    assert found["order_confirmed"] == MessageTemplate(
        waba_id="7",
        name="order_confirmed",
        language="en_US",
        status=Known("approved", AT),
        category=Known("utility", AT),
        quality=Known("unknown", AT),
        shape=Known(
            Shape(
                header="fixed",
                body=Blanks(names=("customer",)),
                buttons=(Slot("url", required=True), Slot("quick_reply")),
            ),
            AT,
        ),
    )
    assert found["parcel_delayed"].shape.value == Shape(header="none", body=Blanks(2), buttons=())
    assert (found["summer_sale"].status.value, found["summer_sale"].quality.value) == ("paused", "red")


@pytest.mark.parametrize(
    ("components", "shape"),
    [
        ([], Shape()),
        (
            [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Hi"}],
            Shape(header="image", body=Blanks(), buttons=()),
        ),
        (
            [{"type": "header", "format": "text", "text": "Hi {{1}}"}, {"type": "body", "text": "{{1}}"}],
            Shape(header="text", body=Blanks(1), buttons=()),
        ),
        ([{"type": "HEADER", "format": "GIF"}], Shape(header="video", body=Blanks(), buttons=())),
        ([{"type": "HEADER", "format": "PRODUCT"}], Shape(header=None, body=Blanks(), buttons=())),
        (
            [{"type": "BODY", "add_security_recommendation": True}],
            Shape(header="none", body=None, buttons=()),
        ),
        ([{"type": "CAROUSEL", "cards": []}], Shape("none", Blanks(), (), beyond="carousel")),
    ],
)
def test_what_has_to_be_filled(components: list[Any], shape: Shape) -> None:
    """Each component says what it leaves open; what it does not say is not known."""
    assert shape_of({"components": components}) == shape


@pytest.mark.parametrize(
    ("button", "slot"),
    [
        ({"type": "URL", "url": "https://example.com/"}, Slot("")),
        ({"type": "URL", "url": "https://example.com/{{1}}"}, Slot("url", required=True)),
        ({"type": "PHONE_NUMBER", "phone_number": "+31612345678"}, Slot("")),
        ({"type": "QUICK_REPLY", "text": "Stop"}, Slot("quick_reply")),
        ({"type": "COPY_CODE", "example": "SAVE"}, Slot("copy_code", required=True)),
        ({"type": "OTP", "otp_type": "COPY_CODE"}, Slot("url", required=True)),
        ({"type": "FLOW", "flow_id": "1"}, Slot("flow")),
        ({"type": "CATALOG"}, Slot(None)),
        ("odd", Slot(None)),
    ],
)
def test_buttons(button: Any, slot: Slot) -> None:
    """Each button says what fills it, and whether it must be filled."""
    assert shape_of({"components": [{"type": "BUTTONS", "buttons": [button]}]}).buttons == (slot,)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "name", "language", "components", "type", "text", "buttons", "format"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_graph_says_is_read(said: Any) -> None:
    """No answer, however odd, is more than templates that have a name and a language."""
    answer = {"data": said}
    assert all(one.name and one.language for one in templates_of(answer, "7", AT))
