"""Meta's updates, written by us: one for each type of event. The catalogue's examples are made from them."""

from collections.abc import Mapping

from docs.samples.accounts import ACCOUNTS
from docs.samples.customers import CUSTOMERS
from docs.samples.groups import GROUPS
from docs.samples.history import HISTORY
from docs.samples.messages import MESSAGES
from docs.samples.numbers import NUMBERS
from docs.samples.people import Sample
from docs.samples.statuses import STATUSES
from docs.samples.templates import TEMPLATES

SAMPLES: Mapping[str, Sample] = {
    **MESSAGES,
    **STATUSES,
    **CUSTOMERS,
    **GROUPS,
    **TEMPLATES,
    **NUMBERS,
    **ACCOUNTS,
    **HISTORY,
    "unknown": Sample("seasonal_greetings", {"greeting": "Happy new year"}),
}
"""Type of event -> an update that means it. Facts of our own, such as `media.*` and `agent.*`, have none."""
