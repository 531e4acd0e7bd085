"""The stanzas about opening a number step by step: topics, and what customers are told who are not let in."""

from dataclasses import dataclass

from appcare.config.declare import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """What a rollout says and watches beyond its plan, which is deployed by itself.

    A number that the plan does not name is open to everybody, and nobody is sent anything.
    """

    phone: str = setting(
        "Another way to reach the company, for `{phone}` in texts: a phone number in international form.",
        default="",
        pattern=r"|\+[0-9][0-9 ().-]{4,30}",
    )
    email: str = setting(
        "Another way to reach the company, for `{email}` in texts.",
        default="",
        pattern=r"|[^@\s]{1,64}@[^@\s]{1,190}",
    )
    time_zone: str = setting("In which `{time}` is told: a name of the IANA database.", default="UTC")
    divert_again_hours: int = setting(
        "Hours until a customer who was told another way is told it again.", default=168, low=1, high=8760
    )
    alarms: tuple[str, ...] = setting(
        "Names of further CloudWatch alarms that may hold a rollout or take it a step back.", default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a conversation is about, told by how it began; destinations and rollouts can ask for it.

    It counts where the customer's first message begins with one of the words, comes from one of the ads or
    is one of the choices.
    """

    name: str
    label: str = setting("What people call it; empty: its name.", default="")
    words: tuple[str, ...] = setting(
        "What a first message begins with: whole words, in upper or lower case.", default=()
    )
    ads: tuple[str, ...] = setting("Ads that lead to WhatsApp, each by its id or URL at Meta.", default=())
    choices: tuple[str, ...] = setting("Ids of list rows and buttons.", default=())
    text: str = setting(
        "What the topic's link writes for the customer; it must begin with one of the words. Empty: the "
        "first of them.",
        default="",
    )
    number: str = setting("The number that its link leads to; empty: the first one.", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What customers are told by themselves, in one language; the stanza's name is the language's code.

    The first stanza is for everybody whose country no other one names. Without a text nothing is sent. A
    brace that shall stay one is written twice.
    """

    name: str
    countries: tuple[str, ...] = setting(
        "Countries that are spoken to so, two capital letters each; only the first stanza may name none.",
        default=(),
    )
    waiting: str = setting(
        "To a customer who must wait. It may hold `{minutes}` or `{hours}` until somebody reads it, the "
        "`{time}` of that (with the date where it is another day's), the `{position}` in the line, `{phone}` "
        "and `{email}`.",
        default="",
    )
    divert: str = setting("To a customer who is not let in. It may hold `{phone}` and `{email}`.", default="")
