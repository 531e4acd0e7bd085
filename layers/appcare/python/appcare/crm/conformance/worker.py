"""Delivers as the publisher does: links given and kept, and trouble put in on the way to the CRM."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from appcare.application.adapter_ports import Attempt, Capabilities, CrmAdapter
from appcare.application.name_links import links_of
from appcare.crm.conformance.bench import Bench
from appcare.crm.conformance.checks import SkippedError, must
from appcare.crm.conformance.customers import START
from appcare.crm.http import Answer, HttpClient, NoAnswer, Request
from appcare.domain.delivery import Delivered, DeliveryResult
from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKey

Trouble = Callable[[HttpClient, Request], Answer | NoAnswer]
"""What becomes of a call instead of being made."""

MOST_ATTEMPTS = 3


@dataclass
class Road:
    """`HttpClient` on the way to the CRM: counts the calls, and has trouble with the one it is told.

    Attributes:
        http: the way on.
        at: which call of this road has trouble, from 0; every one from there on while `lasts`.
    """

    http: HttpClient
    trouble: Trouble | None = None
    at: int = 0
    lasts: bool = False
    calls: int = 0

    def send(self, request: Request) -> Answer | NoAnswer:
        """Call, or have trouble."""
        number, self.calls = self.calls, self.calls + 1
        if self.trouble and (number == self.at or (self.lasts and number > self.at)):
            return self.trouble(self.http, request)
        return self.http.send(request)


@dataclass
class KitFiles:
    """`Files` of the kit: by link; a link that it does not know is gone."""

    files: Mapping[str, bytes] = field(default_factory=dict)

    def read(self, url: str, most_bytes: int) -> bytes | None:
        """Return a file, unless it is too large."""
        content = self.files.get(url)
        return content if content is not None and len(content) <= most_bytes else None


@dataclass
class Worker:
    """One customer's lane: one event after another, each by an adapter made anew."""

    bench: Bench
    files: Mapping[str, bytes] = field(default_factory=dict)
    links: dict[LinkKey, str] = field(default_factory=dict)
    calls: int = 0
    """Calls of the last attempt."""

    @property
    def capabilities(self) -> Capabilities:
        """What the adapter can do."""
        return self.adapter().capabilities

    def adapter(self, road: Road | None = None) -> CrmAdapter:
        """Return the adapter, made anew."""
        setup = replace(self.bench.setup(), files=KitFiles(self.files))
        return self.bench.adapter(replace(setup, http=road) if road else setup)

    def attempt(
        self, event: CrmEvent, trouble: Trouble | None = None, at: int = 0, *, lasts: bool = False
    ) -> DeliveryResult:
        """Try once, and keep the links that the result brings."""
        road = Road(self.bench.setup().http, trouble, at, lasts)
        adapter = self.adapter(road)
        keys = links_of(event.data, adapter.capabilities.links)
        known = {key: self.links[key] for key in keys if key in self.links}
        result = adapter.deliver(event, known, Attempt(1, START * 1000))
        self.calls = road.calls
        for key, external_id in result.links.items():
            must(external_id, f"the link of {key.kind} is empty")
            must(key.kind in adapter.capabilities.links, f"a link of {key.kind} that no capability names")
            self.links[key] = external_id
        return result

    def deliver(self, *events: CrmEvent) -> None:
        """Deliver, and again where the CRM says later; fail the check if that does not help."""
        for event in events:
            result: DeliveryResult | None = None
            for _ in range(MOST_ATTEMPTS):
                result = self.attempt(event)
                if isinstance(result, Delivered):
                    break
            must(isinstance(result, Delivered), f"{event.type} without trouble ends in {result!r}")

    def forget(self) -> None:
        """Lose all links, as a crash after the call does."""
        self.links.clear()

    def calls_of(self, event: CrmEvent) -> int:
        """Deliver, and return how many calls it took.

        Raises:
            SkippedError: none went over `setup.http`, so no trouble can be put in.
        """
        result = self.attempt(event)
        must(isinstance(result, Delivered), f"{event.type} without trouble ends in {result!r}")
        if not self.calls:
            message = "the adapter does not call through setup.http: trouble on the way cannot be tried"
            raise SkippedError(message)
        return self.calls


def answering(answer: Answer | NoAnswer) -> Trouble:
    """Have the CRM answer this, and do nothing."""
    return lambda _http, _request: answer


def losing_the_answer(http: HttpClient, request: Request) -> Answer | NoAnswer:
    """Have the CRM do what it is asked, but nobody hears of it."""
    http.send(request)
    return NoAnswer("timeout")
