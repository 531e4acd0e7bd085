"""Where an answer ends, told from its bytes alone."""

from hypothesis import given
from hypothesis import strategies as st

from appcare.outbound.exchange import KEPT, Exchange

HEAD = b"HTTP/1.1 200 OK\r\nserver: a\r\n"


def exchange(raw: bytes, cuts: list[int]) -> Exchange:
    """Return an exchange that took `raw` in pieces."""
    found, start = Exchange(), 0
    for cut in (*sorted(cut % (len(raw) + 1) for cut in cuts), len(raw)):
        found.took(raw[start:cut])
        start = cut
    return found


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
