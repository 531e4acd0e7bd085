"""What sending has to know of one customer on one number: what is on its way, and when the next may go."""

from dataclasses import dataclass, replace

BURST = 45
"""Most messages to one customer within `PAIR_MS`. Source: Meta, "About the platform", pair rate limits."""

PAIR_MS = 6_000
"""What one message to a customer uses up. A burst borrows it from the time after: whoever sends 20 at once
has to wait 20 times as long, counted from the first of them. Source: the same."""

MOST_REFUSALS = 6
"""After so many refusals in a row the wait of 4^X seconds grows no more: 4^6 is over an hour."""

SETTLING_MS = 55_000
"""How long messages wait behind one that is unclear: a minute, less what waking them takes."""


@dataclass(frozen=True, slots=True)
class SendState:
    """Times are Unix milliseconds.

    Attributes:
        latest: our id of the message that went out last; empty: none, or it was refused.
        latest_at: when its call began.
        burst_at: when the first message of the latest burst went out.
        burst: how many messages that burst has.
        refusals: how often in a row the channel said "too many to this customer".
        not_before: before this nothing goes out; 0: no such moment.
        unclear_at: when the latest message became unclear; 0: it is not.
        generation: grows with every change, which needs the generation that was read.
    """

    latest: str = ""
    latest_at: int = 0
    burst_at: int = 0
    burst: int = 0
    refusals: int = 0
    not_before: int = 0
    unclear_at: int = 0
    generation: int = 0

    def next_at(self, now: int) -> int:
        """Return from when on the next message may go out; at most `now`: at once."""
        return max(self._pair_free_at(now), self.not_before)

    def begun(self, message_id: str, now: int) -> "SendState":
        """Return the state in which a message's call may begin."""
        in_burst = self.burst and now < self.burst_at + PAIR_MS
        return replace(
            self,
            latest=message_id,
            latest_at=now,
            burst_at=self.burst_at if in_burst else now,
            burst=self.burst + 1 if in_burst else 1,
            not_before=0,
            unclear_at=0,
        )

    def refused(self) -> "SendState":
        """Return the state after a definite refusal: the message did not go out and is not counted."""
        return replace(self, latest="", burst=max(0, self.burst - 1))

    def pair_limited(self, now: int) -> "SendState":
        """Return the state after "too many to this customer": wait 4^X seconds, X from 0."""
        wait_ms = 1000 * 4**self.refusals
        refusals = min(self.refusals + 1, MOST_REFUSALS)
        return replace(self.refused(), refusals=refusals, not_before=now + wait_ms)

    def accepted(self) -> "SendState":
        """Return the state after the channel took the message; the same where nothing changes."""
        return replace(self, refusals=0)

    def unclear(self, now: int) -> "SendState":
        """Return the state in which what follows waits for the message to be settled."""
        return replace(self, unclear_at=now)

    def _pair_free_at(self, now: int) -> int:
        if now < self.burst_at + PAIR_MS and self.burst < BURST:
            return now
        return self.burst_at + self.burst * PAIR_MS
