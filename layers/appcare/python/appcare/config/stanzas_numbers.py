"""The stanzas about the ways in: accounts and business numbers."""

from dataclasses import dataclass

from appcare.config.declare import setting

CHANNELS = ("whatsapp",)
"""Channels that have a folder at the edge."""

SOURCES = ("meta", "social")
"""Who can bring an account's updates."""


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
    phone: str = setting(
        "The number as customers from abroad call it, `+31201234567`: for links to it. Empty: no links.",
        default="",
        pattern=r"|\+[0-9]{6,15}",
    )
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
