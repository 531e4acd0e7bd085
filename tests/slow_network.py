"""A network on which every byte takes a second, without anybody waiting for it."""

from collections.abc import Collection
from itertools import count

import httpcore

from appcare.outbound.network import JudgedNetwork


class ThinStream(httpcore.NetworkStream):
    """Brings one byte with each read, as a slow server would."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        """Args: inner: brings as many as there are."""
        self._inner = inner
        self.write, self.close, self.get_extra_info = inner.write, inner.close, inner.get_extra_info  # type: ignore[method-assign]  # everything but reading is the inner stream's
        self.reads = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read one byte."""
        del max_bytes
        self.reads += 1
        return self._inner.read(1, timeout)


class SlowNetwork(JudgedNetwork):
    """A second goes by whenever the clock is asked, and each read brings one byte."""

    def __init__(self, private_hosts: Collection[str]) -> None:
        seconds = count()
        super().__init__(private_hosts, monotonic=lambda: float(next(seconds)))
        self.streams: list[ThinStream] = []

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *_: object, **__: object
    ) -> ThinStream:
        """Connect."""
        self.streams.append(ThinStream(super().connect_tcp(host, port, timeout)))
        return self.streams[-1]
