"""How files are asked for: what goes to whom, and what is not waited for."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from appcare.application.media_ports import BrokenOffError, OpenMedia
from appcare.domain.delivery import RetryLater
from appcare.domain.media import WantedMedia
from appcare.outbound.calls import OutboundCalls
from appcare.outbound.network import JudgedNetwork
from appcare.whatsapp.cloud_api import CloudApi
from appcare.whatsapp.graph import GraphPlace
from tests.slow_network import SlowNetwork

WANTED = WantedMedia("1", "wamid.1", "image/png", "claimed")
HOSTS = ("127.0.0.1", "localhost", "files.example.com")


class Server:
    """Answers by path with what a test put there; keeps the headers it was asked with."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        """Serve on a free port."""
        self.answers: dict[str, tuple[int, dict[str, str], list[bytes]]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            """One connection."""

            def do_GET(self) -> None:
                """Answer."""
                outer.asked.append((self.path, {n.lower(): v for n, v in self.headers.items()}))
                status, headers, pieces = outer.answers.get(self.path, (404, {}, []))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for piece in pieces:
                    self.wfile.write(piece)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    def gives(self, path: str, *pieces: bytes, status: int = 200, **headers: str) -> None:
        """Answer a path with these pieces."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, named, list(pieces))

    def is_asked_for(self, url: str) -> None:
        """Say as Graph where the file is."""
        self.gives("/v26.0/1", f'{{"url": "{url}"}}'.encode())


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server for as long as the block runs."""
    server = Server(context)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def graph() -> Iterator[Server]:
    """A Graph API."""
    with serving() as server:
        yield server


def api(graph: Server, *, seconds: float = 5.0, hosts: tuple[str, ...] = HOSTS) -> CloudApi:
    """Return a client of it."""
    place = GraphPlace(base_url=f"http://127.0.0.1:{graph.port}", version="v26.0", private_hosts=hosts)
    return CloudApi(place, lambda number: f"token of {number}", seconds=seconds)


def fetched(source: CloudApi) -> object:
    """Return the file's bytes, or what came instead."""
    with source.open(WANTED, "7") as opened:
        return b"".join(opened.pieces) if isinstance(opened, OpenMedia) else opened


def test_the_token_goes_to_graph_and_to_the_host_it_names(graph: Server) -> None:
    """Both calls prove who we are, ask for no compression, and name the file."""
    graph.is_asked_for(f"http://127.0.0.1:{graph.port}/file?a=b")
    graph.gives("/file?a=b", b"con", b"tent")
    assert fetched(api(graph)) == b"content"
    assert [path for path, _ in graph.asked] == ["/v26.0/1", "/file?a=b"]
    for _, headers in graph.asked:
        assert (headers["authorization"], headers["accept-encoding"]) == ("Bearer token of 7", "identity")


def test_the_token_never_goes_to_another_host(graph: Server) -> None:
    """A redirect to another host is followed without the token, and back again with it."""
    with serving() as other:
        graph.is_asked_for(f"http://127.0.0.1:{graph.port}/file")
        graph.gives("/file", status=302, location=f"http://localhost:{other.port}/there")
        other.gives("/there", status=307, location=f"http://127.0.0.1:{graph.port}/back")
        graph.gives("/back", b"content")
        assert fetched(api(graph)) == b"content"
        assert ["authorization" in headers for _, headers in other.asked] == [False]
        assert all("authorization" in headers for _, headers in graph.asked)


def test_redirects_end(graph: Server) -> None:
    """A URL that leads to itself is given up after a few turns."""
    graph.is_asked_for(f"http://127.0.0.1:{graph.port}/file")
    graph.gives("/file", status=302, location="/file")
    with pytest.raises(BrokenOffError, match="too many redirects"):
        fetched(api(graph))
    assert len(graph.asked) == 1 + 4


def test_claims_are_graphs_before_the_messages(graph: Server) -> None:
    """What Graph says of a file counts; where it is silent, what the message said."""
    graph.gives("/v26.0/1", f'{{"url": "http://127.0.0.1:{graph.port}/f", "file_size": "7"}}'.encode())
    graph.gives("/f", b"content")
    with api(graph).open(WANTED, "7") as opened:
        assert isinstance(opened, OpenMedia)
        claims = opened.claims
    assert (claims.mime_type, claims.sha256, claims.size) == ("image/png", "claimed", 7)


@pytest.mark.parametrize("answer", [b"", b"no json", b"[]", b'{"url": 5}', b'{"url": "https://10.0.0.1/"}'])
def test_an_answer_that_leads_nowhere(graph: Server, answer: bytes) -> None:
    """An answer without a URL that may be called is tried again later."""
    graph.gives("/v26.0/1", answer)
    with pytest.raises(BrokenOffError, match=r"URL refused|not allowed"):
        fetched(api(graph, hosts=("127.0.0.1",)))


def test_an_answer_without_end(graph: Server) -> None:
    """Not even Graph's answer is read without a bound."""
    graph.gives("/v26.0/1", b"x" * 100_000)
    assert fetched(api(graph)) == RetryLater("no answer: answer too long")


def test_a_file_that_drips(graph: Server) -> None:
    """A file that comes a byte a second is given up at its time."""
    graph.is_asked_for(f"http://127.0.0.1:{graph.port}/file")
    graph.gives("/file", *[b"content"] * 1000)
    place = GraphPlace(base_url=f"http://127.0.0.1:{graph.port}", version="v26.0", private_hosts=HOSTS)
    calls = OutboundCalls(HOSTS, network=SlowNetwork(HOSTS))
    source = CloudApi(place, lambda _: "t", seconds=1000, calls=calls)
    with pytest.raises(BrokenOffError, match="broke off: timeout"):
        fetched(source)


def test_a_file_that_breaks_off(graph: Server) -> None:
    """A connection that ends before the announced length is noticed."""
    graph.is_asked_for(f"http://127.0.0.1:{graph.port}/file")
    graph.gives("/file", b"conten", content_length="7")
    with pytest.raises(BrokenOffError, match="broke off"):
        fetched(api(graph))


def test_the_certificate_must_be_for_the_name(graph: Server, tmp_path: Path) -> None:
    """Though the connection goes to an address, the server must prove the name, and hears the name."""
    certificate = tmp_path / "both.pem"
    certificate.write_bytes(_self_signed("files.example.com"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as server:
        server.gives("/file", b"content")
        hosts = (*HOSTS, "other.example.com")
        calls = OutboundCalls(
            hosts,
            network=JudgedNetwork(hosts, resolve=lambda _host, _port: ["127.0.0.1"]),
            trust=ssl.create_default_context(cafile=str(certificate)),
        )
        place = GraphPlace(base_url=f"http://127.0.0.1:{graph.port}", version="v26.0", private_hosts=hosts)
        source = CloudApi(place, lambda _: "t", seconds=5, calls=calls)
        graph.is_asked_for(f"https://files.example.com:{server.port}/file")
        assert fetched(source) == b"content"
        assert server.asked[0][1]["host"] == f"files.example.com:{server.port}"
        graph.is_asked_for(f"https://other.example.com:{server.port}/file")
        with pytest.raises(BrokenOffError, match="tls: certificate not valid"):
            fetched(source)


def _self_signed(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("192.0.2.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
