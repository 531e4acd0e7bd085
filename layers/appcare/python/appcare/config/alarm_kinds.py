"""The kinds of alarms that a deployment has, and what of several things each may be about."""

from appcare.config.settings import LATER, MEDIA, Settings

ALARM_KINDS = (
    "access-token-missing",
    "alarm-unreadable",
    "api-authorizer-errors",
    "api-errors",
    "api-not-authorized",
    "api-unavailable",
    "callback-refused",
    "clock-errors",
    "clock-silent",
    "dead-letters",
    "delivery-parked",
    "destination-closed",
    "front-door-5xx",
    "log-collision",
    "media-lost",
    "message-unclear",
    "queue-age",
    "receiver-errors",
    "record-parked",
    "rollout-plan-missing",
    "rollout-plan-rejected",
    "rollout-plan-unreachable",
    "secret-missing",
    "signature-rejected",
    "stream-age",
    "templates-not-read",
    "webhook-unreadable",
)
"""One for each page in docs/runbooks."""

PARTS = ("errors", "queue", "sender", "social", "stream", "wakeups")
"""What alarms of a kind can be about, besides destinations and lanes."""


def alarm_prefix(stage: str) -> str:
    """Return what the full names of a stage's alarms begin with: their stack's name."""
    return f"appcare-{stage}-monitoring-"


def alarm_subjects(settings: Settings) -> frozenset[str]:
    """Return what alarms can be about: `queue-age-crm` is `queue-age` about the destination `crm`."""
    queues = (f"crm-{to.name}" for to in settings.destinations)
    return frozenset((*settings.lanes(), MEDIA, LATER, *queues, *PARTS))


def is_alarm(name: str, settings: Settings) -> bool:
    """Return whether a name is a kind of alarm, one with its subject, or one of `rollout.alarms`."""
    if name in ALARM_KINDS or name in settings.rollout.alarms:
        return True
    subjects = alarm_subjects(settings)
    return any(name.startswith(f"{kind}-") and name[len(kind) + 1 :] in subjects for kind in ALARM_KINDS)
