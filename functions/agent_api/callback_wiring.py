"""Puts together what the API needs for callbacks, at the first one."""

from functools import cache

from appcare.application.adapter_ports import CrmAdapter
from appcare.application.find_reply_place import FindReplyPlace
from appcare.application.take_callback import CallbackPorts, TakeCallback
from appcare.aws.clients import client
from appcare.aws.files import S3Files
from appcare.aws.secrets import SecretsManagerSecrets
from appcare.aws.state.links import DynamoLinks
from appcare.crm.http import NoAnswer, Request
from appcare.crm.registry import adapter_for
from appcare.crm.setup import AdapterSetup, DestinationSecrets
from appcare.system_clock import SystemClock
from functions.agent_api.sending_wiring import places, receipts, replies
from functions.agent_api.wiring import contacts, environment
from functions.destination_secrets import destination_secrets
from functions.settings import settings
from functions.telemetry import telemetry


class NoCalls:
    """`HttpClient` without a way out: a callback is answered at once, so nobody is called for it."""

    def send(self, request: Request) -> NoAnswer:
        """Call nobody."""
        del request
        return NoAnswer("no calls while a callback is read", retryable=False)


def adapter_of(destination: str) -> CrmAdapter | None:
    """Return a destination's adapter; None: there is no such destination."""
    # Only names that exist are remembered: anybody may ask for any other.
    known = any(to.name == destination for to in settings().destinations)
    return _adapter(destination) if known else None


@cache
def _adapter(destination: str) -> CrmAdapter:
    return adapter_for(
        AdapterSetup(
            destination=settings().destination(destination),
            secrets=lambda: _secrets_of(destination),
            http=NoCalls(),
            files=S3Files(client("s3"), environment().bodies_bucket),
        )
    )


@cache
def callbacks_taken() -> TakeCallback:
    """Return what takes agents' answers."""
    days, table = settings().retention.messages_days, environment().state_table
    links = DynamoLinks(client("dynamodb"), table, messages_days=days)
    ports = CallbackPorts(
        append=replies(),
        places=FindReplyPlace(contacts=contacts(), places=places(), links=links),
        receipts=receipts(),
        telemetry=telemetry(),
    )
    return TakeCallback(ports)


@cache
def _secrets() -> SecretsManagerSecrets:
    return SecretsManagerSecrets(client("secretsmanager"), SystemClock().now)


def _secrets_of(destination: str) -> DestinationSecrets:
    return destination_secrets(_secrets(), environment().destination_secrets, destination)


def now() -> int:
    """Return Unix milliseconds."""
    return SystemClock().now()
