"""The typed form of `appcare.toml`, the one file a user edits.

Every setting is a dataclass field; its `help` and bounds stand beside it, so that the reader, the
error messages and `docs/settings.md` are made from the same line.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from appcare.config.declare import Option, setting

ADAPTERS = ("webhook", "log", "eventbridge", "request_tracker", "django_helpdesk")
"""Adapters that AppCare brings; installed packages may bring more."""

WITHOUT_URL = ("log", "eventbridge")
"""Adapters of ours that call no URL, and so need no secret."""

CHANNELS = ("whatsapp",)
"""Channels that have a folder at the edge."""

SOURCES = ("meta", "social")
"""Who can bring an account's updates."""

API_AUTHS = ("keys", "jwt", "iam")
"""How callers of the API can prove who they are."""

UNLISTED = "unlisted"
"""The name of every number that is not configured."""

MEDIA = "media"
"""The lane that files are fetched in."""

RESERVED = (MEDIA, "api")
"""Names that no destination may have: lanes of our own have the first, agents that use the API the second."""

SENDER, LATER = "whatsapp", "whatsapp.later"
"""What our own lanes to customers begin with, and the lane of what is looked at later."""

LOOKS_PER_SECOND = 100.0
COEXISTENCE_PER_SECOND = 20.0
"""What Meta takes from a number that is used in its app, too. Source: Meta, "Throughput"."""

SENT_PER_SECOND = 80.0
"""What Meta takes from a number at first. Source: the same."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One way in: a Meta app with webhooks to `/webhooks/{channel}/{name}`, or a topic of AWS's service."""

    name: str
    channel: str = setting("The channel it speaks.", default="whatsapp", choices=CHANNELS)
    source: str = setting(
        "Who brings its updates: Meta, or AWS End User Messaging Social.", default="meta", choices=SOURCES
    )
    topic_arn: str = setting(
        "For `social`: the standard SNS topic that the service publishes to; empty: one is made.",
        default="",
        pattern=r"|arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}",
    )
    waba_id: str = setting(
        "Meta's id of the WhatsApp Business Account that its numbers belong to, digits: whose message "
        "templates are known, and read once a day where updates come from Meta. Empty: templates are not "
        "read, and Meta alone judges one that is sent.",
        default="",
        pattern=r"[0-9]{0,32}",
    )
    daily_customers: int = setting(
        "Customers who may be sent a template outside the window in any 24 hours, until Meta tells another "
        "limit; 0: any number.",
        default=250,
        low=0,
        high=10_000_000,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A business number; its name is for people, its `phone_number_id` is in every key."""

    name: str
    phone_number_id: str = setting("Meta's id of the number, digits.", pattern=r"[0-9]{1,32}")
    account: str = setting(
        "The account whose access token is used for this number; empty: the first one.", default=""
    )
    rate_per_second: float = setting(
        "Most messages sent in a second. Meta takes 80, and up to 1000 from a number that it has raised: "
        "what is set here above 80 counts from then on.",
        default=80.0,
        low=0.01,
        high=1000,
    )
    coexistence: bool = setting(
        "Whether the number is used in the WhatsApp Business app, too: Meta takes 20 messages a second then.",
        default=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A CRM connection: where events go, in which shape and how fast."""

    name: str
    adapter: str = setting("The kind of CRM.")
    url: str = setting(
        "Where the CRM is called; https to a public host, without user name or fragment, for the adapters "
        "that call one.",
        default="",
    )
    rate_per_second: float = setting(
        "Most calls a second, over all customers.", default=10.0, low=0.01, high=10_000
    )
    timeout_seconds: float = setting(
        "How long one call may take, from looking its host up to the last byte of the answer, before it "
        "counts as unanswered.",
        default=10.0,
        low=1,
        high=60,
    )
    p99_seconds: float = setting(
        "How long a slow call of this CRM takes; sizes the number of parallel workers.",
        default=1.0,
        low=0.01,
        high=60,
    )
    types: tuple[str, ...] = setting(
        "Event types it receives; `*` for all, `message.*` for a group.", default=("*",)
    )
    numbers: tuple[str, ...] = setting(
        "Numbers whose events it receives, by their names here; `unlisted` for those that have none and for "
        "what concerns no number, `*` for all.",
        default=("*",),
    )
    topics: tuple[str, ...] = setting(
        "Topics of the conversations whose events it receives, as patterns: `order*`, in upper or lower "
        "case; `*` for all, also for what has no topic.",
        default=("*",),
    )
    raw: bool = setting("Whether `data.raw` carries Meta's update as it came.", default=False)
    private_hosts: tuple[str, ...] = setting(
        "Hosts that may be called although not https or not public; every other host that leads to an "
        "inside address is refused, at synth and at every call.",
        default=(),
    )
    options: Mapping[str, Option] = setting(
        "What only this kind of CRM knows, a table of its own: the adapter's page says what.", default=dict
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything `appcare.toml` says, checked."""

    service: Service = field(default_factory=Service)
    retention: Retention = field(default_factory=Retention)
    conversations: Conversations = field(default_factory=Conversations)
    alarms: Alarms = field(default_factory=Alarms)
    api: Api = field(default_factory=Api)
    whatsapp: Whatsapp = field(default_factory=Whatsapp)
    media: Media = field(default_factory=Media)
    accounts: tuple[Account, ...] = ()
    numbers: tuple[Number, ...] = ()
    destinations: tuple[Destination, ...] = ()

    def number_name(self, phone_number_id: str) -> str:
        """Return the configured name of a number, `unlisted` for one that is not configured."""
        for number in self.numbers:
            if number.phone_number_id == phone_number_id:
                return number.name
        return UNLISTED

    def account_of(self, phone_number_id: str) -> Account:
        """Return the account of a number; the first one where nothing else is said."""
        said = {number.phone_number_id: number.account for number in self.numbers}.get(phone_number_id, "")
        return next((one for one in self.accounts if one.name == said), self.accounts[0])

    def senders(self) -> Mapping[str, float]:
        """Return the lane of each number, `unlisted` among them -> most messages a second, ever."""
        rates = {
            one.name: min(one.rate_per_second, COEXISTENCE_PER_SECOND if one.coexistence else math.inf)
            for one in self.numbers
        }
        return {f"{SENDER}.{name}": rate for name, rate in {**rates, UNLISTED: SENT_PER_SECOND}.items()}

    def lanes(self) -> tuple[str, ...]:
        """Return everything that is called: destinations, `media`, and each number."""
        return (*(one.name for one in self.destinations), MEDIA, *self.senders())

    def account_with(self, waba_id: str) -> str | None:
        """Return the name of the account that Meta calls so; None: it is not known which one that is."""
        for account in self.accounts:
            if waba_id and account.waba_id == waba_id:
                return account.name
        only = self.accounts[0] if len(self.accounts) == 1 else None
        return only.name if only and not only.waba_id else None

    def number_with(self, waba_id: str) -> str | None:
        """Return the id of the only number of the account that Meta calls so; None: there is no such one."""
        account = self.account_with(waba_id)
        found = [one.phone_number_id for one in self.numbers]
        found = [id_ for id_ in found if self.account_of(id_).name == account]
        return found[0] if len(found) == 1 else None

    @property
    def template_accounts(self) -> tuple[Account, ...]:
        """The accounts whose message templates can be read."""
        return tuple(one for one in self.accounts if one.source == "meta" and one.waba_id)

    def destination(self, name: str) -> Destination:
        """Return one destination by name.

        Raises:
            KeyError: no destination of that name is configured.
        """
        for destination in self.destinations:
            if destination.name == name:
                return destination
        raise KeyError(name)
