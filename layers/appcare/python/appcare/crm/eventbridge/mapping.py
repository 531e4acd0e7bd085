"""An event as an entry for a bus, and what the bus's answers mean."""

from appcare.application.bus_ports import BusEntry, NotTaken
from appcare.crm.webhook.mapping import body_of
from appcare.domain.delivery import Delivered, DeliveryResult, Refusal, Rejected, RetryLater, Scope
from appcare.domain.events import CrmEvent

PASSED_ON_BYTES = 256 * 1024
"""An entry smaller than this passes everywhere, also through targets with limits of their own."""

LARGEST_BYTES = 1024 * 1024
"""No entry may be this large. Source: EventBridge API reference, PutEvents: less than 1 MB; it was 256 KB."""

THROTTLED_S = 1.0
"""How long all wait when throttled: the quota is counted by the second."""

THROTTLED = frozenset({"ThrottlingException", "Throttling", "TooManyRequestsException"})
NOT_ALLOWED = frozenset(
    {
        "AccessDeniedException",
        "NotAuthorizedForSourceException",
        "NotAuthorizedForDetailTypeException",
        "InvalidAccountIdException",
        "ResourceNotFoundException",
        "UnrecognizedClientException",
        "NoCredentialsError",
    }
)
NEVER_VALID = frozenset(
    {"InvalidArgument", "MalformedDetail", "RedactionFailure", "ValidationException", "ParamValidationError"}
)


def entry_of(event: CrmEvent, bus: str, source: str) -> BusEntry | None:
    """Return an event as an entry; None: it is too large.

    The detail is the CloudEvents JSON that the adapter `webhook` posts. Of an event that would not
    pass everywhere the raw update is left out.
    """
    entry = BusEntry(bus, source, event.type, body_of(event).decode())
    if size_of(entry) >= PASSED_ON_BYTES and event.data.raw is not None:
        slim = event.model_copy(update={"data": event.data.model_copy(update={"raw": None})})
        entry = BusEntry(bus, source, event.type, body_of(slim).decode())
    return entry if size_of(entry) < LARGEST_BYTES else None


def size_of(entry: BusEntry) -> int:
    """Return an entry's size in bytes as AWS counts it.

    Source: EventBridge user guide, calculating the entry size: the UTF-8 forms of source, detail type
    and detail (and 14 for a time, and resources, of which we send neither).
    """
    return sum(len(part.encode()) for part in (entry.source, entry.detail_type, entry.detail))


def result_of(answer: NotTaken | None) -> DeliveryResult:
    """Turn a bus's answer into what becomes of the delivery.

    Source: EventBridge API reference, PutEventsResultEntry, which errors may be tried again.
    """
    if answer is None:
        return Delivered()
    if answer.code in THROTTLED:
        return RetryLater(answer.code, THROTTLED_S, Scope.DESTINATION)
    if answer.code in NOT_ALLOWED:
        return Rejected(Refusal.AUTH, answer.code)
    if answer.code in NEVER_VALID:
        return Rejected(Refusal.INVALID, answer.code)
    return RetryLater(answer.code)
