"""Who wrote what, and under which names, where an update can be taken for another one."""

from typing import Any

import pytest

from appcare.domain.identity import Alias, AliasKind
from tests.unit.whatsapp.reading import told
from tests.unit.whatsapp.samples import NOW_S, Json, contact, text_message, value

OUR_PHONE = "15550783881"
CUSTOMER = "31600000009"
GROUP = "120363404694233820"
PICTURE: Json = {"type": "image", "image": {"id": "77", "mime_type": "image/png"}}


def ours(**parts: Any) -> Json:
    """Return a message that the business sent to its customer."""
    return {**text_message(), "from": OUR_PHONE, "to": CUSTOMER, **parts}


def test_our_own_message_among_the_customers_is_no_customer_s() -> None:
    """A sender with the business's own number is the company: nobody waits for an answer to it."""
    said, event = told(value(messages=[ours()]))
    assert event.type == "echo.sent"
    assert (said.inbound, said.outbound) == (False, True)
    assert said.customer.phone == CUSTOMER


def test_our_own_number_is_nobody_s_phone() -> None:
    """Who writes from it to nobody is heard as a customer, and the number is no customer's all the same."""
    said, event = told(value(contacts=[contact(OUR_PHONE)], messages=[text_message(sender=OUR_PHONE)]))
    assert event.type == "message.received"
    assert said.customer.phone is None


@pytest.mark.parametrize(
    ("change", "by"),
    [
        (value(messages=[text_message(**PICTURE)]), "customer"),
        (value(messages=[ours(**PICTURE)]), "company"),
        (value(message_echoes=[ours(**PICTURE)]), "company"),
    ],
)
def test_a_file_of_former_times_says_who_sent_it(change: Json, by: str) -> None:
    """In a history, the company's files are messages or echoes, and no answer of today."""
    said, event = told(change, field="history")
    assert event.type == "history.media_added"
    assert event.data.by == by
    assert not said.inbound
    assert not said.outbound
    assert said.media == ("77",)


def test_without_our_number_nobody_knows_whose_file_of_former_times_it_is() -> None:
    """A sender is only then the customer, if it is known not to be the business."""
    _, event = told({"messages": [text_message(**PICTURE)]}, field="history")
    assert event.data.by is None


@pytest.mark.parametrize("body", [{}, {"body": "User changed from NL.1 to NL.2"}])
def test_a_former_id_with_a_place_of_its_own_is_found(body: Json) -> None:
    """Without a sender, and without Meta's sentence, `previous_user_id` ties the new id to its person."""
    system = {"type": "user_changed_user_id", "previous_user_id": "NL.1", "user_id": "NL.2", **body}
    change = {"id": "wamid.s", "timestamp": str(NOW_S), "type": "system", "system": system}
    said, event = told(value(messages=[change]))
    assert said.customer.bsuid == "NL.2"
    assert said.customer.was == (Alias(AliasKind.BSUID, "NL.1"),)
    assert (event.data.previous_bsuid, event.data.new_bsuid) == ("NL.1", "NL.2")
    assert event.data.raw is None


def test_a_group_s_id_is_nobody_s_phone() -> None:
    """Digits that stand for the group, where a sender should stand, do not become a customer's number."""
    said, event = told(value(messages=[text_message(sender=GROUP, group_id=GROUP)]))
    assert said.customer.phone is None
    assert event.data.message.group_id == GROUP


@pytest.mark.parametrize(("type_", "url"), [("video", "https://v"), ("image", "https://i")])
def test_an_ad_s_media_is_what_its_type_says(type_: str, url: str) -> None:
    """An ad with a video may have a picture, too; what our words leave goes out as it came."""
    ad = {"source_id": "1", "media_type": type_, "image_url": "https://i", "video_url": "https://v"}
    _, event = told(value(messages=[text_message(referral=ad)]))
    assert event.data.message.referral.media_url == url
    assert event.data.raw["message"]["referral"] == ad
