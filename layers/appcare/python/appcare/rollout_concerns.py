"""Whom what concerns in a rollout, from the settings: the same for router, clock, API and people."""

from appcare.application.rollout.advance import Concerns
from appcare.application.rollout.scopes import Scopes, account_scope, number_scope
from appcare.application.rollout.settle import Places
from appcare.config.alarm_kinds import alarm_prefix
from appcare.config.settings import UNLISTED, Settings

DAY_S = 86_400


def scopes_of(settings: Settings) -> Scopes:
    """Return what finds whom Meta speaks of."""
    phones = {one.phone.removeprefix("+"): one.phone_number_id for one in settings.numbers if one.phone}
    return Scopes(
        account_with=settings.account_with,
        number_with=settings.number_with,
        number_called=phones.get,
        number_name=settings.number_name,
    )


def concerns_of(settings: Settings) -> Concerns:
    """Return whose signals concern each number, and which CRMs hear of it."""
    accounts = {one.name: settings.account_of(one.phone_number_id).name for one in settings.numbers}
    scopes = {name: frozenset({number_scope(name), account_scope(of)}) for name, of in accounts.items()}
    # A number that is not configured may belong to any account.
    anywhere = {account_scope(account.name) for account in settings.accounts}
    scopes[UNLISTED] = frozenset({number_scope(UNLISTED), *anywhere})
    return Concerns(
        scopes=scopes,
        destinations={name: _hearing_of(name, settings) for name in scopes},
        alarm_prefix=alarm_prefix(settings.service.stage),
    )


def places_of(settings: Settings, channel: str) -> Places:
    """Return where facts of numbers go; `channel`: the first part of their partitions."""
    return Places(
        channel=channel,
        number_ids={one.name: one.phone_number_id for one in settings.numbers},
        retention_s=settings.retention.messages_days * DAY_S,
    )


def _hearing_of(number: str, settings: Settings) -> tuple[str, ...]:
    return tuple(to.name for to in settings.destinations if {"*", number} & {*to.numbers})
