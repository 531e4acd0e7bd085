"""Which events a destination hears of."""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Subscription:
    """Which events a destination hears of: those that match in all three.

    Attributes:
        types: event types; `message.*` for a group, `*` for all.
        numbers: configured names; `unlisted` for every number without one, `*` for all.
        topics: patterns of the conversation's topic, upper or lower case; `*` for all, also for what has
            no topic or no conversation.
    """

    destination: str
    types: tuple[str, ...]
    numbers: tuple[str, ...] = ("*",)
    topics: tuple[str, ...] = ("*",)

    def wants(self, event_type: str, number: str, topic: str) -> bool:
        """Whether events of this type, of the number of this name, about this topic go there."""
        return (
            any(fnmatchcase(event_type, pattern) for pattern in self.types)
            and ("*" in self.numbers or number in self.numbers)
            and any(fnmatchcase(topic.casefold(), pattern.casefold()) for pattern in self.topics)
        )
