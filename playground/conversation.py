"""A sample conversation: what a few customers write in a few minutes, as Meta would send it."""

from collections.abc import Iterator

from playground.whatsapp_phone import (
    change,
    image,
    now,
    profile,
    profile_without_phone,
    status,
    text,
    text_without_phone,
    webhook,
)

SANNE, OMAR, LIN = "31611111111", "31622222222", "31633333333"
NOOR = "NL.13491208655302741918"
"""A customer who shows a username and no phone number."""

ANSWER = "Hi Sanne! It is on the van and comes this afternoon."
"""What an agent writes to Sanne."""


def conversation() -> Iterator[tuple[str, bytes]]:
    """Yield what happens, in words, and the webhook that brings it."""
    at = now()
    question = text(SANNE, "Hi! My parcel has not arrived. Can you help?", at=at - 40)
    yield "Sanne asks a question", _from(SANNE, "Sanne", question)
    picture = image(OMAR, "It arrived like this", at=at - 35)
    yield "Omar sends a picture", _from(OMAR, "Omar", picture)
    hello = text_without_phone(NOOR, "Can I change my address?", at=at - 30)
    contact = profile_without_phone(NOOR, "noor.h", "Noor")
    yield "Noor writes without a phone number", webhook(change(messages=[hello], contacts=[contact]))
    reached = status(LIN, "delivered", at=at - 20)
    yield "A message to Lin was delivered", webhook(change(statuses=[reached]))
    yield (
        "One webhook brings four updates",
        webhook(
            change(
                messages=[text(SANNE, "It is order 4711.", at=at - 10), text(OMAR, "Hello?", at=at - 9)],
                contacts=[profile(SANNE, "Sanne"), profile(OMAR, "Omar")],
            ),
            change(statuses=[status(LIN, "read", message_id=reached["id"], at=at - 8)]),
            change(messages=[text(LIN, "Thanks!", at=at - 5)], contacts=[profile(LIN, "Lin")]),
            entries=2,
        ),
    )


def _from(phone: str, name: str, message: dict[str, object]) -> bytes:
    return webhook(change(messages=[message], contacts=[profile(phone, name)]))
