"""Meta's side of sending: its limits as its pages say them, and whatever else a test wants it to do."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from appcare.application.ports import Clock
from appcare.application.send_ports import Recipient
from appcare.domain.delivery import Rejected, RetryLater
from appcare.domain.events.outgoing import OutgoingMessage
from appcare.domain.outgoing import Accepted, Final, PairLimited, Unclear

Answer = Accepted | Unclear | Final | PairLimited | RetryLater | Rejected

PAIR_BURST = 45
PAIR_S = 6


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that Meta took."""

    our_id: str
    to: str
    at: int


@dataclass
class MetaDouble:
    """`MessageChannel` with Meta's pair limit; `answers` decides before Meta does.

    Attributes:
        answers: what to answer; None: as Meta would.
        loses_answer: whether the answer to an accepted message gets lost on its way.
        takes_s: how long a call takes.
        attempt: which one the call at hand is, as it says.
    """

    clock: Clock
    takes_s: float = 0.0
    answers: Callable[[str, int], Answer | None] = lambda _our_id, _now: None
    loses_answer: Callable[[str], bool] = lambda _our_id: False
    on_accepted: Callable[[Taken], None] = lambda _taken: None
    taken: list[Taken] = field(default_factory=list)
    called: list[tuple[int, str]] = field(default_factory=list)
    marked: list[tuple[str, bool]] = field(default_factory=list)
    pair_refusals: int = 0
    attempt: int = 0
    _bursts: dict[str, deque[int]] = field(default_factory=dict)

    def send(
        self,
        number_id: str,
        to: Recipient,
        message: OutgoingMessage,
        our_id: str,
        *,
        attempt: int,
        files: Mapping[str, str],
    ) -> Answer:
        """Answer as `answers` says, else take it within the pair limit."""
        del number_id, message, files
        now, self.attempt = self.clock.now(), attempt
        self.called.append((now, our_id))
        answer = self.answers(our_id, now) or self._taken(Taken(our_id, to.phone or to.bsuid, now))
        if self.takes_s:
            self.clock.sleep(self.takes_s)
        return answer

    def mark_read(self, number_id: str, wamid: str, *, typing: bool) -> None:
        """Remember what was read."""
        del number_id
        self.marked.append((wamid, typing))

    def upload(self, number_id: str, mime_type: str, size: int, pieces: Iterable[bytes]) -> str:
        """Take a file."""
        del number_id, mime_type, size
        return f"media-{sum(map(len, pieces))}"

    def _taken(self, taken: Taken) -> Answer:
        if not self._within_pair_limit(taken):
            self.pair_refusals += 1
            return PairLimited("Graph error 131056")
        self.taken.append(taken)
        self.on_accepted(taken)
        return Unclear("timeout") if self.loses_answer(taken.our_id) else Accepted(f"wamid.{taken.our_id}")

    def _within_pair_limit(self, taken: Taken) -> bool:
        """Whether a message to this customer may come now: a burst has to be paid for from its beginning."""
        burst = self._bursts.setdefault(taken.to, deque())
        if burst and taken.at >= burst[0] + len(burst) * PAIR_S * 1000:
            burst.clear()
        if burst and (taken.at >= burst[0] + PAIR_S * 1000 or len(burst) >= PAIR_BURST):
            return False
        burst.append(taken.at)
        return True
