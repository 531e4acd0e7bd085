"""Puts together what the API needs for consents, at the first request about one."""

from functools import cache

from appcare.application.read_consent import ReadConsent
from appcare.application.record_consent import RecordConsent
from appcare.aws.clients import client
from appcare.aws.state.consents import DynamoConsents
from appcare.system_clock import SystemClock
from appcare.whatsapp.keys import partition
from functions.agent_api.wiring import contacts, environment, event_log
from functions.settings import settings


@cache
def recording() -> RecordConsent:
    """Return what records consents."""
    return RecordConsent(log=event_log(), contacts=contacts(), consents=_kept(), partition_of=partition)


@cache
def consents() -> ReadConsent:
    """Return what tells of consents."""
    return ReadConsent(contacts(), _kept())


def number_ids() -> dict[str, str]:
    """Return name or id of each configured number -> its id."""
    numbers = settings().numbers
    return {key: one.phone_number_id for one in numbers for key in (one.phone_number_id, one.name)}


def now() -> int:
    """Return Unix milliseconds."""
    return SystemClock().now()


def _kept() -> DynamoConsents:
    return DynamoConsents(client("dynamodb"), environment().state_table)
