"""Where an answer ends, told from its bytes alone."""

import h11
from hypothesis import example, given
from hypothesis import strategies as st

from appcare.outbound.exchange import KEPT, Exchange

HEAD = b"HTTP/1.1 200 OK\r\nserver: a\r\n"
FORGED = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n0\r\n\r\n"
"""An answer that somebody writes into another one; its body looks like the end of chunks."""

HIDDEN_IN_TRAILERS = (
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    + (b"0\r\nab%x: x\r\n" % (len(FORGED) - 6))
    + b"\n"
    + FORGED
)

WORDS = (
    b"HTTP/1.1 200 OK",
    b"HTTP/1.1 204 No",
    b"HTTP/1.1 103 Early",
    b"content-length: 5",
    b"content-length: 0",
    b"transfer-encoding: chunked",
    b"hello",
    b"5",
    b"05;x=y",
    b"00000000000005",
    b"0",
    b"x: y",
    b"ab5: z",
)
ENDS = (b"\r\n", b"\r\n\r\n", b"\n", b"\n\n", b"\r\n\n", b"")
LINES = st.tuples(st.sampled_from(WORDS), st.sampled_from(ENDS)).map(b"".join)
ANSWERS = st.lists(LINES, min_size=1, max_size=8).map(lambda lines: HEAD + b"".join(lines))


def exchange(raw: bytes, cuts: list[int]) -> Exchange:
    """Return an exchange that took `raw` in pieces."""
    found, start = Exchange(), 0
    for cut in (*sorted(cut % (len(raw) + 1) for cut in cuts), len(raw)):
        found.took(raw[start:cut])
        start = cut
    return found


def as_read(raw: bytes) -> tuple[h11.Response, bytes] | None:
    """Return the answer that httpcore's reader finds, and what it leaves for the next; None: no whole one."""
    reader = h11.Connection(h11.CLIENT)
    reader.send(h11.Request(method="POST", target="/", headers=[("host", "a"), ("content-length", "0")]))
    reader.send(h11.EndOfMessage())
    reader.receive_data(raw)
    answer = None
    try:
        while not isinstance(event := reader.next_event(), h11.EndOfMessage):
            if event in (h11.NEED_DATA, h11.PAUSED):
                return None
            answer = event if isinstance(event, h11.Response) else answer
    except h11.RemoteProtocolError:
        return None
    return (answer, reader.trailing_data[0]) if answer else None


def in_chunks(body: bytes, size: int) -> bytes:
    """Return a body in chunks."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@given(st.binary(max_size=300), st.integers(0, 40), st.lists(st.integers(0, 999), max_size=5))
def test_however_it_comes_it_ends_where_it_says(body: bytes, size: int, cuts: list[int]) -> None:
    """With a length or in chunks, in whatever pieces it is read: well by itself, ill with one byte more."""
    if size:
        headers = {"transfer-encoding": "chunked"}
        raw = HEAD + b"transfer-encoding: chunked\r\n\r\n" + in_chunks(body, size)
    else:
        headers = {"content-length": str(len(body))}
        raw = HEAD + b"content-length: %d\r\n\r\n" % len(body) + body
    assert exchange(raw, cuts).ended_well(200, headers)
    assert not exchange(raw + b"\n", cuts).ended_well(200, headers)


@given(st.binary(max_size=200), st.integers(100, 599))
def test_rubbish_ends_ill(raw: bytes, status: int) -> None:
    """Whatever has no head ends the connection, and raises nothing."""
    assert not exchange(raw, []).ended_well(status, {"transfer-encoding": "chunked"})


def test_what_is_too_long_to_look_at_ends_the_connection() -> None:
    """A long body with a length can be counted; one in chunks cannot."""
    body = b"z" * (2 * KEPT)
    counted = exchange(HEAD + b"content-length: %d\r\n\r\n" % len(body) + body, [])
    assert counted.ended_well(200, {"content-length": str(len(body))})
    chunked = exchange(HEAD + b"transfer-encoding: chunked\r\n\r\n" + in_chunks(body, 1000), [])
    assert not chunked.ended_well(200, {"transfer-encoding": "chunked"})


@given(ANSWERS)
@example(b"HTTP/1.1 204 No\r\nx: y\n\n" + b"HTTP/1.1 200 OK\r\n\r\n")
@example(HIDDEN_IN_TRAILERS)
def test_what_ends_well_leaves_nothing_for_the_next(raw: bytes) -> None:
    """However its lines end: where httpcore would read the rest as the next answer, the connection ends."""
    found = as_read(raw)
    if found is None:
        return
    answer, left = found
    headers = {name.decode(): value.decode() for name, value in answer.headers}
    assert not (left and exchange(raw, []).ended_well(answer.status_code, headers))
