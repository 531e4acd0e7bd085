"""Changes of the WhatsApp Business account in our words."""

from collections.abc import Callable, Mapping
from typing import Any

from appcare.domain.events.accounts import RateCountry, Restriction
from appcare.whatsapp.heard import mark
from appcare.whatsapp.payload import child, children, glance, moment, text, texts, whole
from appcare.whatsapp.phone import phone
from appcare.whatsapp.said import Said, lower

Value = Mapping[str, Any]


def alert(value: Value) -> Said | None:
    """Translate `account_alerts`, whose members once stood at the top."""
    info = child(value, "alert_info") or value
    word = text(info, "alert_type")
    if word is None:
        return None
    parts = {
        "alert": word,
        "severity": lower(info, "alert_severity"),
        "status": lower(info, "alert_status"),
        "details": text(info, "alert_description"),
        "entity_type": text(value, "entity_type"),
        "entity_id": text(value, "entity_id"),
    }
    return Said(type="account.alerted", parts=parts)


def review(value: Value) -> Said | None:
    """Translate `account_review_update`."""
    decision = lower(value, "decision")
    if decision is None:
        return None
    return Said(
        type="account.reviewed", parts={"decision": decision, "reason": text(value, "rejection_reason")}
    )


def capability(value: Value) -> Said | None:
    """Translate `business_capability_update`."""
    daily = ("max_daily_conversations_per_business", "max_daily_conversation_per_phone")
    most = ("max_phone_numbers_per_business", "max_phone_numbers_per_waba")
    parts = {"daily_customers": limit(value, daily), "numbers": limit(value, most)}
    if all(part is None for part in parts.values()):
        return None
    return Said(type="account.capability_changed", parts=parts)


def solution(value: Value) -> Said | None:
    """Translate `partner_solutions`."""
    event = lower(value, "event")
    if event is None:
        return None
    parts = {
        "event": event,
        "solution_id": text(value, "solution_id"),
        "status": lower(value, "solution_status"),
    }
    return Said(type="account.solution_changed", parts=parts)


def payment(value: Value) -> Said | None:
    """Translate `payment_configuration_update`."""
    parts = {
        "name": text(value, "configuration_name"),
        "provider": text(value, "provider_name"),
        "merchant_id": text(value, "provider_mid"),
        "status": lower(value, "status"),
    }
    if not any(parts.values()):
        return None
    return Said(type="account.payment_configuration_changed", parts=parts)


def update(value: Value) -> Said | None:
    """Translate `account_update`, which stands for many events."""
    event = (text(value, "event") or "").upper()
    if event not in EVENTS:
        return None
    name, read = EVENTS[event]
    return Said(type=f"account.{name}", parts=read(value))


def limit(value: Value, names: tuple[str, ...]) -> int | None:
    """Return the first limit under one of `names`, -1 where there is none to it."""
    for name in names:
        word = glance(value, name)
        found = _tier(word) if word else None
        if found is not None:
            mark(value, name)
            return found
    return None


def _tier(word: str) -> int | None:
    """Return a limit that came as a number or as one of Meta's tiers (`TIER_10K`, `TIER_UNLIMITED`)."""
    tier = word.upper().removeprefix("TIER_")
    if tier == "UNLIMITED":
        return -1
    thousands = tier.endswith("K")
    found = whole({"it": tier.removesuffix("K")}, "it")
    return found * 1000 if found is not None and thousands else found


def _nothing(value: Value) -> dict[str, Any]:
    del value
    return {}


def _verified(value: Value) -> dict[str, Any]:
    return {"phone": phone(value, "phone_number", "display_phone_number")}


def _restricted(value: Value) -> dict[str, Any]:
    found = tuple(
        Restriction(
            type=text(one, "restriction_type") or "",
            until=moment(one, "expiration"),
            remedy=text(one, "remediation"),
        )
        for one in (children(value, "restriction_info") or [child(value, "restriction_info")])
        if text(one, "restriction_type")
    )
    return {"restrictions": found}


def _violation(value: Value) -> dict[str, Any]:
    return {"violation": text(child(value, "violation_info"), "violation_type")}


def _ban(value: Value) -> dict[str, Any]:
    info = child(value, "ban_info")
    listed = children(info, "waba_ban_state")
    state = text(info, "waba_ban_state") if not listed else (*texts(info, "waba_ban_state"), None)[0]
    return {
        "state": state.lower() if state else None,
        "on": text(info, "waba_ban_date"),
    }


def _auth_rate(value: Value) -> dict[str, Any]:
    info = child(value, "auth_international_rate_eligibility")
    countries = tuple(
        RateCountry(country=country, since=moment(one, "start_time"))
        for one in children(info, "exception_countries")
        if (country := text(one, "country_code"))
    )
    return {"since": moment(info, "start_time"), "exceptions": countries}


def _location(value: Value) -> dict[str, Any]:
    return {"country": text(value, "country")}


def _tier_changed(value: Value) -> dict[str, Any]:
    info = child(value, "volume_tier_info")
    return {
        "category": lower(info, "pricing_category"),
        "region": text(info, "region"),
        "tier": text(info, "tier"),
        "month": text(info, "effective_month"),
        "changed_at": moment(info, "tier_update_time"),
    }


def _partner(value: Value) -> dict[str, Any]:
    info = child(value, "waba_info")
    return {
        "waba_id": text(info, "waba_id"),
        "owner_id": text(info, "owner_business_id"),
        "app_id": text(info, "partner_app_id"),
        "solution_id": text(info, "solution_id"),
        "partner_ids": texts(info, "solution_partner_business_ids"),
        "ad_account_id": text(info, "ad_account_linked"),
    }


def _partner_removed(value: Value) -> dict[str, Any]:
    info = child(value, "disconnection_info")
    return {
        **_partner(value),
        "reason": text(info, "reason"),
        "initiated_by": lower(info, "initiated_by"),
    }


def _certification(value: Value) -> dict[str, Any]:
    info = child(value, "partner_client_certification_info")
    return {
        "client_id": text(info, "client_business_id"),
        "status": lower(info, "status"),
        "reasons": texts(info, "rejection_reasons"),
    }


EVENTS: Mapping[str, tuple[str, Callable[[Value], dict[str, Any]]]] = {
    "ACCOUNT_DELETED": ("deleted", _nothing),
    "ACCOUNT_OFFBOARDED": ("offboarded", _nothing),
    "ACCOUNT_RECONNECTED": ("reconnected", _nothing),
    "ACCOUNT_RESTRICTION": ("restricted", _restricted),
    "ACCOUNT_VIOLATION": ("violation_found", _violation),
    "AD_ACCOUNT_LINKED": ("ad_account_linked", _partner),
    "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE": ("auth_rate_changed", _auth_rate),
    "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE": ("location_changed", _location),
    "DISABLED_UPDATE": ("ban_changed", _ban),
    "MM_LITE_TERMS_SIGNED": ("marketing_terms_signed", _partner),
    "PARTNER_ADDED": ("partner_added", _partner),
    "PARTNER_APP_INSTALLED": ("app_installed", _partner),
    "PARTNER_APP_UNINSTALLED": ("app_uninstalled", _partner),
    "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE": ("certification_changed", _certification),
    "PARTNER_REMOVED": ("partner_removed", _partner_removed),
    "VERIFIED_ACCOUNT": ("verified", _verified),
    "VOLUME_BASED_PRICING_TIER_UPDATE": ("pricing_tier_changed", _tier_changed),
}
"""Meta's event -> ours, and how it is read. Source: Meta, account_update webhook reference."""
