"""The stanzas about the deployment as a whole, its API, files, and Meta's Graph API."""

from dataclasses import dataclass

from appcare.config.declare import setting

API_AUTHS = ("keys", "jwt", "iam")
"""How callers of the API can prove who they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The deployment as a whole."""

    stage: str = setting(
        "Deployment stage; part of stack and alarm names, so one account can hold several.",
        default="prod",
        pattern=r"[a-z][a-z0-9]{0,15}",
    )
    custom_domain: str = setting(
        "Host name of the webhook endpoint; empty: the one that API Gateway gives.", default=""
    )
    certificate_arn: str = setting("ACM certificate for the custom domain.", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long things are kept."""

    messages_days: int = setting(
        "Days that messages and events stay in the log.", default=365, low=15, high=3650
    )
    logs_days: int = setting(
        "Days that the functions' log lines stay in CloudWatch.",
        default=30,
        choices=("1", "3", "5", "7", "14", "30", "60", "90", "180", "365"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations:
    """When a conversation counts as a new one."""

    silence_hours: int = setting(
        "Hours without a message after which the next one opens a new conversation.",
        default=72,
        low=1,
        high=8760,
    )
    window_closing_hours: float = setting(
        "Hours before the customer service window's end at which `conversation.window_closing` is told, if "
        "the customer still waits for an answer.",
        default=2.0,
        low=0.25,
        high=12,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """Whom the alarms reach."""

    emails: tuple[str, ...] = setting("Addresses that every alarm is mailed to.", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The API that CRMs and agents call."""

    auth: str = setting(
        "How callers prove who they are: an API key, a token of an OpenID issuer, or a signature with AWS "
        "credentials.",
        default="keys",
        choices=API_AUTHS,
    )
    issuer: str = setting("For `jwt`: who issues the tokens, an https URL.", default="")
    audiences: tuple[str, ...] = setting("For `jwt`: for whom a token must be issued.", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Whatsapp:
    """Meta's Graph API, which files come from and messages go to."""

    graph_url: str = setting(
        "Where the Graph API is; https, without a path.", default="https://graph.facebook.com"
    )
    graph_version: str = setting("Its version.", default="v26.0", pattern=r"v[0-9]{1,3}\.[0-9]{1,2}")
    private_hosts: tuple[str, ...] = setting(
        "Hosts of it that may be called although not https or not public.", default=()
    )
    timeout_seconds: float = setting(
        "How long sending one message, or uploading one file of it, may take before it counts as unanswered.",
        default=20.0,
        low=5,
        high=40,
    )
    p99_seconds: float = setting(
        "How long a slow call takes; sizes the number of parallel workers.", default=1.0, low=0.01, high=40
    )
    wait_for_delivered: bool = setting(
        "Whether a customer's next message waits until the one before has arrived, for a minute at most: "
        "Meta promises no order of messages that are on their way together.",
        default=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """The files that customers send, and those that agents upload."""

    rate_per_second: float = setting(
        "Most files asked for in a second, over all customers.", default=20.0, low=0.01, high=1000
    )
    timeout_seconds: float = setting(
        "How long fetching one file may take; 100 MB must fit.", default=240.0, low=5, high=400
    )
    link_hours: float = setting(
        "Hours that a link to a file works. AWS ends it sooner where the credentials of the function that "
        "made it end sooner, which is after some hours; the API gives a fresh one.",
        default=24.0,
        low=0.1,
        high=168,
    )
    uploads_days: int = setting(
        "Days that a file which was uploaded to be sent can be used, in as many messages as you like.",
        default=90,
        low=15,
        high=3650,
    )
