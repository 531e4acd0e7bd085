"""The reference of `appcare.toml`, made from the dataclasses that read it."""

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, get_type_hints

from appcare.config.event_types import EVENT_TYPES
from appcare.config.settings import ADAPTERS
from appcare.config.toml_file import NAMED, SINGLE, parse_settings

INTRODUCTION = """\
# Settings

`appcare.toml`, in the root of the repository, is the one file you edit. It is read when you synthesize or
deploy, and packed with the functions, so a change counts after the next `make deploy`. A key that does not
exist or a value that is not allowed stops the synth with one sentence that names the key.

Secrets are not in this file. Each account and each destination that signs has its own secret in Secrets
Manager; the deployment makes them.

Two kinds of stanza: `[service]` stands once; `[accounts.main]` stands once for each thing it describes and
carries its name: lower-case letters, digits and hyphens, a letter first, at most 40
characters.

Every stanza below ends with an example; the examples together are a complete file.
"""

EXAMPLES = {
    "service": """\
[service]
stage = "prod"
custom_domain = "hooks.example.com"
certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"
""",
    "retention": """\
[retention]
messages_days = 180
logs_days = 30
""",
    "conversations": """\
[conversations]
silence_hours = 48
""",
    "alarms": """\
[alarms]
emails = ["care-ops@example.com"]
""",
    "api": """\
[api]
auth = "jwt"
issuer = "https://login.example.com/"
audiences = ["appcare"]
""",
    "whatsapp": """\
[whatsapp]
graph_version = "v26.0"
""",
    "media": """\
[media]
rate_per_second = 10
timeout_seconds = 300
link_hours = 8
""",
    "accounts": """\
[accounts.main]
channel = "whatsapp"
daily_customers = 2000

[accounts.second]
source = "social"
topic_arn = "arn:aws:sns:eu-west-1:111122223333:whatsapp-events"
""",
    "numbers": """\
[numbers.support]
phone_number_id = "106540352242922"
phone = "+31201234567"
rate_per_second = 1000

[numbers.shop]
phone_number_id = "106540352242923"
coexistence = true
""",
    "destinations": """\
[destinations.service-desk]
adapter = "webhook"
url = "https://crm.example.com/appcare"
rate_per_second = 25
timeout_seconds = 8
p99_seconds = 2
types = ["message.received", "message.failed"]
numbers = ["support"]
topics = ["order*", "parcel"]
""",
    "rollout": """\
[rollout]
phone = "+31 20 123 4567"
email = "care@example.com"
time_zone = "Europe/Amsterdam"
alarms = ["shop-errors"]
""",
    "topics": """\
[topics.orders]
label = "Where is my order?"
words = ["My order", "Mijn bestelling"]
ads = ["120210000000000001"]
choices = ["menu-orders"]
text = "My order: "
number = "shop"

[topics.meter]
words = ["Meter reading"]
""",
    "texts": """\
[texts.en]
waiting = "Thank you! It is busy: we answer at about {time}. Sooner: {phone}."
divert = "We cannot help you here yet. Please call {phone} or write to {email}."

[texts.nl]
countries = ["NL", "BE"]
waiting = "Dank u wel! Het is druk: u bent nummer {position}, wij antwoorden over ongeveer {minutes} minuten."
divert = "Wij kunnen u hier nog niet helpen. Bel {phone} of mail {email}."
""",
}
"""Stanza -> an example of it."""

TYPES = {"str": "text", "int": "whole number", "float": "number", "bool": "`true`, `false`"}


@dataclass(frozen=True, slots=True)
class Stanza:
    """One kind of stanza: its key in the file and the class that holds it."""

    key: str
    cls: type[Any]

    @property
    def title(self) -> str:
        """Return how the stanza begins in the file."""
        return f"[{self.key}.<name>]" if self.key in NAMED else f"[{self.key}]"

    def settings(self) -> Iterator["Field[Any]"]:
        """Yield the keys it may hold; its own name is no key."""
        yield from (f for f in fields(self.cls) if "help" in f.metadata)


STANZAS = tuple(Stanza(key, cls) for key, cls in (SINGLE | NAMED).items())


def settings_page() -> str:
    """Return `docs/settings.md`.

    Raises:
        SettingsError: an example is not a file that could be deployed.
    """
    parse_settings("\n".join(EXAMPLES[stanza.key] for stanza in STANZAS), "the examples")
    return "\n".join([INTRODUCTION, *(_section(stanza) for stanza in STANZAS)])


def _section(stanza: Stanza) -> str:
    hints = get_type_hints(stanza.cls)
    rows = [_row(declared, hints[declared.name]) for declared in stanza.settings()]
    table = ["| key | meaning | default | allowed |", "|---|---|---|---|", *rows]
    example = ["```toml", EXAMPLES[stanza.key].rstrip(), "```"]
    return "\n".join([f"## `{stanza.title}`", "", str(stanza.cls.__doc__), "", *table, "", *example, ""])


def _row(declared: "Field[Any]", hint: Any) -> str:
    default = "required" if declared.default is MISSING else f"`{_toml(declared.default)}`"
    if declared.default_factory is not MISSING:
        default = "empty"
    cells = (f"`{declared.name}`", declared.metadata["help"], default, _allowed(declared, hint))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


def _allowed(declared: "Field[Any]", hint: Any) -> str:
    rule = declared.metadata
    if declared.name == "types":
        return "list of `*`, `message.*`, " + ", ".join(f"`{type_}`" for type_ in EVENT_TYPES)
    if declared.name == "adapter":
        ours = ", ".join(f'`"{name}"`' for name in ADAPTERS)
        return f"{ours}, or the name of an [installed adapter](adapters.md)"
    if declared.name == "options":
        return "table of texts, numbers, `true`, `false`"
    if rule["choices"]:
        return ", ".join(f"`{_toml(choice) if hint is str else choice}`" for choice in rule["choices"])
    kind = TYPES.get(getattr(hint, "__name__", ""), "list of texts")
    if rule["low"] is not None:
        return f"{kind}, {rule['low']:g} to {rule['high']:g}"
    return f"{kind} that matches `{rule['pattern']}`" if rule["pattern"] else kind
