"""What a message says about itself beside its content: what it answers, where it comes from."""

from collections.abc import Mapping
from typing import Any

from appcare.domain.events.content import ProductRef, Referral
from appcare.whatsapp.payload import child, flag, glance, text
from appcare.whatsapp.said import errors_of


def around(update: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a message's model that every kind may have."""
    context = child(update, "context")
    return {
        "reply_to": text(context, "id", "message_id"),
        "reply_to_author": text(context, "from"),
        "forwarded": _forwarded(context),
        "product": _product(child(context, "referred_product")),
        "referral": referral(update),
        "identity_hash": text(update, "identity_key_hash"),
        "group_id": text(update, "group_id"),
        "errors": errors_of(update) or None,
    }


def referral(update: Mapping[str, Any]) -> Referral | None:
    """Return the ad or post that led here, None where the message names none."""
    said = child(update, "referral")
    if not said:
        return None
    return Referral(
        source_id=text(said, "source_id"),
        source_type=text(said, "source_type"),
        source_url=text(said, "source_url"),
        headline=text(said, "headline"),
        body=text(said, "body"),
        media_type=text(said, "media_type"),
        media_url=text(said, *_media_urls(said)),
        thumbnail_url=text(said, "thumbnail_url"),
        click_id=text(said, "ctwa_clid"),
        greeting=text(child(said, "welcome_message"), "text"),
    )


def _media_urls(said: Mapping[str, Any]) -> tuple[str, str]:
    """Return the members that may have the ad's picture or video, the one that its type announces first."""
    is_video = glance(said, "media_type") == "video"
    return ("video_url", "image_url") if is_video else ("image_url", "video_url")


def _forwarded(context: Mapping[str, Any]) -> str | None:
    once, often = flag(context, "forwarded"), flag(context, "frequently_forwarded")
    if often:
        return "often"
    return "once" if once else None


def _product(said: Mapping[str, Any]) -> ProductRef | None:
    if not said:
        return None
    return ProductRef(catalog_id=text(said, "catalog_id"), product_id=text(said, "product_retailer_id"))
