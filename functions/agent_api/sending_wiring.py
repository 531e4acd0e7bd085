"""Puts together what the API needs to take messages, at the first one."""

from functools import cache

from appcare.application.append_reply import AppendReply
from appcare.application.change_conversation import ChangeConversation
from appcare.application.find_conversation import FindConversation
from appcare.application.find_place import FindPlace
from appcare.application.mark_message import MarkMessage, MarkPorts
from appcare.application.request_sending import RequestSending, SendingPorts
from appcare.application.rollout.pull_forward import PullForward
from appcare.aws.clients import client
from appcare.aws.history import DynamoHistory
from appcare.aws.state.receipts import DynamoReceipts
from appcare.system_clock import SystemClock
from appcare.whatsapp.keys import partition
from functions.agent_api.upload_wiring import uploaded
from functions.agent_api.wiring import contacts, conversations, environment, event_log
from functions.channels import channels
from functions.send_rules import send_rules
from functions.settings import settings
from functions.telemetry import telemetry


@cache
def places() -> FindPlace:
    """Return what finds customers' partitions and conversations."""
    history = DynamoHistory(client("dynamodb"), environment().event_log_table, event_log())
    return FindPlace(conversations(), history)


@cache
def receipts() -> DynamoReceipts:
    """Return where it stands which answers were taken."""
    days = settings().retention.messages_days
    return DynamoReceipts(client("dynamodb"), environment().state_table, messages_days=days)


@cache
def replies() -> AppendReply:
    """Return what appends answers."""
    return AppendReply(event_log(), settings().retention.messages_days)


@cache
def sending() -> RequestSending:
    """Return what takes messages."""
    numbers = settings().numbers
    return RequestSending(
        SendingPorts(
            contacts=contacts(),
            places=places(),
            receipts=receipts(),
            rules=send_rules(conversations(), uploaded(), environment().state_table),
            append=replies(),
            telemetry=telemetry(),
            partition=partition,
            only_number=numbers[0].phone_number_id if len(numbers) == 1 else "",
        )
    )


@cache
def _standing() -> FindConversation:
    return FindConversation(contacts(), conversations())


@cache
def marking() -> MarkMessage:
    """Return what takes marks."""
    ports = MarkPorts(
        log=event_log(),
        history=DynamoHistory(client("dynamodb"), environment().event_log_table, event_log()),
        channels=channels(),
        conversations=_standing(),
        telemetry=telemetry(),
    )
    return MarkMessage(ports, settings().retention.messages_days)


@cache
def changing() -> ChangeConversation:
    """Return what assigns and closes conversations."""
    return ChangeConversation(event_log(), _standing(), telemetry(), settings().retention.messages_days)


@cache
def pulling() -> PullForward:
    """Return what lets somebody in who waits."""
    return PullForward(event_log(), _standing(), telemetry(), settings().retention.messages_days)


def number_id(name: str) -> str | None:
    """Return the id of the number that is configured under a name; None: there is none."""
    return next((one.phone_number_id for one in settings().numbers if one.name == name), None)


def now() -> int:
    """Return Unix milliseconds."""
    return SystemClock().now()
