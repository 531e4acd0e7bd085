"""Samples of changes of the account."""

from typing import Any

from docs.samples.people import ACCOUNT, NUMBER_ID, OUR_PHONE, Json, Sample

WABA: Json = {"waba_id": ACCOUNT, "owner_business_id": "2329417887457253"}


def _account(event: str, **parts: Any) -> Sample:
    return Sample("account_update", {"event": event, **parts})


ACCOUNTS = {
    "account.alerted": Sample(
        "account_alerts",
        {
            "entity_type": "PHONE_NUMBER",
            "entity_id": NUMBER_ID,
            "alert_info": {
                "alert_severity": "WARNING",
                "alert_status": "ACTIVE",
                "alert_type": "INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO",
                "alert_description": "More information is needed to raise the limit.",
            },
        },
    ),
    "account.reviewed": Sample("account_review_update", {"decision": "APPROVED"}),
    "account.verified": _account("VERIFIED_ACCOUNT", phone_number=OUR_PHONE),
    "account.deleted": _account("ACCOUNT_DELETED"),
    "account.restricted": _account(
        "ACCOUNT_RESTRICTION",
        restriction_info=[
            {
                "restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING",
                "expiration": 1795953600,
                "remediation": "Wait until it ends, and write only to who agreed.",
            }
        ],
    ),
    "account.violation_found": _account("ACCOUNT_VIOLATION", violation_info={"violation_type": "SPAM"}),
    "account.ban_changed": _account(
        "DISABLED_UPDATE",
        ban_info={"waba_ban_state": "SCHEDULE_FOR_DISABLE", "waba_ban_date": "November 30, 2026"},
    ),
    "account.offboarded": _account("ACCOUNT_OFFBOARDED"),
    "account.reconnected": _account("ACCOUNT_RECONNECTED"),
    "account.capability_changed": Sample(
        "business_capability_update",
        {"max_daily_conversations_per_business": 10000, "max_phone_numbers_per_business": 20},
    ),
    "account.location_changed": _account("BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", country="NL"),
    "account.auth_rate_changed": _account(
        "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
        auth_international_rate_eligibility={
            "start_time": 1795348800,
            "exception_countries": [{"country_code": "ID", "start_time": 1798761600}],
        },
    ),
    "account.pricing_tier_changed": _account(
        "VOLUME_BASED_PRICING_TIER_UPDATE",
        volume_tier_info={
            "tier_update_time": 1795348800,
            "pricing_category": "UTILITY",
            "tier": "100001:500000",
            "effective_month": "2026-12",
            "region": "Netherlands",
        },
    ),
    "account.marketing_terms_signed": _account("MM_LITE_TERMS_SIGNED", waba_info=WABA),
    "account.ad_account_linked": _account(
        "AD_ACCOUNT_LINKED", waba_info={**WABA, "ad_account_linked": "728460192738461"}
    ),
    "account.partner_added": _account(
        "PARTNER_ADDED",
        waba_info={
            **WABA,
            "solution_id": "1715120619246906",
            "solution_partner_business_ids": ["2949482758682047", "520744086200222"],
        },
    ),
    "account.partner_removed": _account(
        "PARTNER_REMOVED",
        waba_info=WABA,
        disconnection_info={"reason": "PRIMARY_INACTIVITY", "initiated_by": "SYSTEM"},
    ),
    "account.app_installed": _account(
        "PARTNER_APP_INSTALLED", waba_info={**WABA, "partner_app_id": "670843887433847"}
    ),
    "account.app_uninstalled": _account(
        "PARTNER_APP_UNINSTALLED", waba_info={**WABA, "partner_app_id": "670843887433847"}
    ),
    "account.certification_changed": _account(
        "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
        partner_client_certification_info={
            "client_business_id": "2329417887457253",
            "status": "FAILED",
            "rejection_reasons": ["LEGAL_NAME_NOT_FOUND_IN_DOCUMENTS"],
        },
    ),
    "account.solution_changed": Sample(
        "partner_solutions",
        {"event": "SOLUTION_CREATED", "solution_id": "774485461512159", "solution_status": "INITIATED"},
    ),
    "account.payment_configuration_changed": Sample(
        "payment_configuration_update",
        {
            "configuration_name": "kade-prod",
            "provider_name": "razorpay",
            "provider_mid": "acc_GP4lfNA0iIMn5B",
            "status": "Needs Testing",
            "created_timestamp": 1795348700,
            "updated_timestamp": 1795348800,
        },
    ),
}
"""Type of event -> an update that means it."""
