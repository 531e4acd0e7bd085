"""Events about the WhatsApp Business account."""

from datetime import datetime

from pydantic import Field

from appcare.domain.events.model import EventData, Model


class AccountRef(Model):
    """The account an event concerns."""

    id: str = Field(description="Meta's id of the account or portfolio; empty where the update has none.")


class AccountEvent(EventData):
    """Something about the account."""

    account: AccountRef


class AccountAlerted(AccountEvent):
    """Meta wants somebody to know, and perhaps to do, something."""

    alert: str = Field(description="Meta's word for it, for example `OBA_APPROVED`.")
    severity: str | None = Field(
        default=None, description="In lower case: `critical`, `warning`, `informational`."
    )
    status: str | None = Field(default=None, description="In lower case: `active` or `none`.")
    details: str | None = Field(default=None, description="A sentence for people.")
    entity_type: str | None = Field(default=None, description="What it is about, for example `PHONE_NUMBER`.")
    entity_id: str | None = None


class AccountReviewed(AccountEvent):
    """Meta reviewed the account against its policies."""

    decision: str = Field(description="In lower case: `approved`, `rejected`, `deferred`, `pending`.")
    reason: str | None = None


class AccountDeleted(AccountEvent):
    """The account exists no more."""


class AccountVerified(AccountEvent):
    """The account, or one of its numbers, was verified."""

    phone: str | None = Field(default=None, description="The number, digits without plus.")


class Restriction(Model):
    """Something that the account may not do for now."""

    type: str = Field(description="Meta's word for it, for example `RESTRICTED_ADD_PHONE_NUMBER_ACTION`.")
    until: datetime | None = None
    remedy: str | None = Field(default=None, description="What Meta says would help.")


class AccountRestricted(AccountEvent):
    """The account may not do some things for now."""

    restrictions: tuple[Restriction, ...]


class AccountViolationFound(AccountEvent):
    """Meta says that the account violated its policies."""

    violation: str | None = Field(default=None, description="Meta's word for it, for example `SCAM`.")


class AccountBanChanged(AccountEvent):
    """The account was disabled, will be, or was reinstated."""

    state: str | None = Field(
        default=None, description="In lower case: `disable`, `schedule_for_disable`, `reinstate`."
    )
    on: str | None = Field(default=None, description="The day, as Meta writes it.")


class AccountOffboarded(AccountEvent):
    """The number's phone app was moved or registered anew: the Cloud API no longer reaches it."""


class AccountReconnected(AccountEvent):
    """The number works with the Cloud API again."""


class RateCountry(Model):
    """A country with a date of its own."""

    country: str
    since: datetime | None = None


class AccountAuthRateChanged(AccountEvent):
    """Authentication messages abroad cost the international rate from now on."""

    since: datetime | None = None
    exceptions: tuple[RateCountry, ...] = ()


class AccountLocationChanged(AccountEvent):
    """The company's main country was set, which decides about rates."""

    country: str | None = Field(default=None, description="Two letters.")


class AccountPricingTierChanged(AccountEvent):
    """The account has reached another price tier."""

    category: str | None = None
    region: str | None = None
    tier: str | None = Field(default=None, description="From and to, for example `25000001:50000000`.")
    month: str | None = Field(default=None, description="From when on: year and month.")
    changed_at: datetime | None = None


class AccountPartnerEvent(AccountEvent):
    """A partner's relation with the account changed."""

    waba_id: str | None = Field(default=None, description="The account that is shared.")
    owner_id: str | None = Field(default=None, description="The portfolio that owns it.")
    app_id: str | None = None
    solution_id: str | None = None
    partner_ids: tuple[str, ...] = ()
    ad_account_id: str | None = None


class AccountPartnerAdded(AccountPartnerEvent):
    """The account was shared with a partner."""


class AccountPartnerRemoved(AccountPartnerEvent):
    """The account is no longer shared with a partner."""

    reason: str | None = Field(
        default=None, description="Meta's word for it, for example `PRIMARY_INACTIVITY`."
    )
    initiated_by: str | None = Field(default=None, description="In lower case: `user` or `system`.")


class AccountAppInstalled(AccountPartnerEvent):
    """A partner's app was given permissions."""


class AccountAppUninstalled(AccountPartnerEvent):
    """A partner's app has no permissions any more."""


class AccountAdAccountLinked(AccountPartnerEvent):
    """An ad account was linked, for marketing messages."""


class AccountMarketingTermsSigned(AccountPartnerEvent):
    """The terms of the marketing messages API were accepted."""


class AccountCertificationChanged(AccountEvent):
    """A partner's request to verify the company was decided."""

    client_id: str | None = Field(default=None, description="The portfolio that is to be verified.")
    status: str | None = Field(default=None, description="In lower case: `approved`, `failed`, `pending` ...")
    reasons: tuple[str, ...] = Field(default=(), description="Why not.")


class AccountCapabilityChanged(AccountEvent):
    """How many customers and numbers the account may have changed."""

    daily_customers: int | None = Field(
        default=None, description="Customers who may be written to in 24 hours; -1: any number."
    )
    numbers: int | None = Field(default=None, description="Numbers that the account may have.")


class AccountSolutionChanged(AccountEvent):
    """A multi-partner solution was made or changed."""

    event: str = Field(description="In lower case: `solution_created`, `solution_updated`.")
    solution_id: str | None = None
    status: str | None = Field(default=None, description="In lower case, for example `initiated`, `active`.")


class AccountPaymentConfigurationChanged(AccountEvent):
    """The connection with a payment provider changed."""

    name: str | None = Field(default=None, description="The configuration's name.")
    provider: str | None = None
    merchant_id: str | None = None
    status: str | None = Field(
        default=None, description="In lower case: `active`, `needs connecting`, `needs testing`."
    )
