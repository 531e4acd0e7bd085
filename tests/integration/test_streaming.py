"""A file of 100 MB goes through the shipped fetcher in little memory; an endless one leaves nothing behind.

The fetcher runs in a process of its own, as in Lambda; Graph is the double, S3 a stand-in that hashes
what it gets. Both are on the loopback address.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from playground.double_server import DoubleServer
from playground.graph import Graph

ROOT = Path(__file__).parents[2]
MB = 1024 * 1024
MEMORY_MB = 256
"""What the function has."""

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="memory is measured as Linux tells it"
)

FETCHER = """
import json, sys, time
from pathlib import Path
import functions.media_fetcher.handler  # what the function loads
from appcare.application.channels import Channels
from appcare.application.adapter_ports import Attempt
from appcare.application.fetch_media import FetchMedia
from appcare.aws.clients import client
from appcare.aws.media_store import S3MediaStore
from appcare.content_types import type_of
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.media import WANTED, lane_of
from appcare.memory.event_log import MemoryEventLog
from appcare.whatsapp.cloud_api import CloudApi
from appcare.whatsapp.graph import GraphPlace
from appcare.whatsapp.translate import WhatsApp

place = GraphPlace(base_url=sys.argv[1], version="v26.0", private_hosts=("127.0.0.1",))
log = MemoryEventLog()
fetch = FetchMedia(
    log=log,
    channels=Channels({"wa": WhatsApp(str)}),
    source=CloudApi(place, lambda _: "token", seconds=120),
    store=S3MediaStore(client("s3"), "bucket"),
    sniff=type_of,
)
message = {"id": "wamid.1", "type": "document", "document": {"id": "1", "mime_type": "application/pdf"}}
body = json.dumps({"metadata": {"phone_number_id": "7"}, "message": message}).encode()
record = LogRecord(LogKey("wa#7#316", "1799999000000#wamid.1#message"), "message", body)
def peak_kb():
    # The program's own high-water mark. What getrusage says begins with the process it was forked from,
    # which may be a test runner of any size.
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1])

before = peak_kb()
began = time.monotonic()
result = fetch.carry(EventRef(record.key, WANTED, lane_of("1")), record, Attempt(1, 0))
print(json.dumps({
    "result": repr(result),
    "fact": [json.loads(one.body) for one in log.records.values()],
    "before_kb": before,
    "peak_kb": peak_kb(),
    "seconds": round(time.monotonic() - began, 2),
}))
"""


class S3StandIn(ThreadingHTTPServer):
    """Takes objects in parts; keeps their hash and length, not their content."""

    def __init__(self) -> None:
        """Serve on a free port."""
        super().__init__(("127.0.0.1", 0), S3Connection)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.calls: list[str] = []
        self.hash = hashlib.sha256()
        self.size = self.largest_part = 0
        Thread(target=self.serve_forever, daemon=True).start()

    def take_part(self, pieces: Iterator[bytes]) -> None:
        """Take a part."""
        length = 0
        for piece in pieces:
            self.hash.update(piece)
            length += len(piece)
        self.size += length
        self.largest_part = max(self.largest_part, length)


class S3Connection(BaseHTTPRequestHandler):
    """One connection to it."""

    server: S3StandIn
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Begin or complete an object."""
        begins = "uploads" in self.path
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        name = "InitiateMultipartUploadResult" if begins else "CompleteMultipartUploadResult"
        self._answer("begin" if begins else "complete", f"<{name}><UploadId>u</UploadId></{name}>".encode())

    def do_PUT(self) -> None:
        """Take a part."""
        chunked = "aws-chunked" in self.headers.get("Content-Encoding", "")
        self.server.take_part(self._chunks() if chunked else self._plain())
        self._answer("part")

    def do_DELETE(self) -> None:
        """Abort an object."""
        self._answer("abort")

    def _plain(self) -> Iterator[bytes]:
        yield self.rfile.read(int(self.headers["Content-Length"]))

    def _chunks(self) -> Iterator[bytes]:
        """Yield the chunks of S3's own encoding; behind the last one stands a checksum."""
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass

    def _answer(self, call: str, body: bytes = b"") -> None:
        self.server.calls.append(call)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"e"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def graph_url() -> Iterator[str]:
    """A Cloud API double."""
    server = DoubleServer(Graph(), 0)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.url
    server.shutdown()
    server.server_close()


@pytest.fixture
def s3() -> Iterator[S3StandIn]:
    """A stand-in for S3."""
    found = S3StandIn()
    yield found
    found.shutdown()
    found.server_close()


def fetched(graph_url: str, s3: S3StandIn) -> dict[str, Any]:
    """Run the fetcher in a process of its own; return what it says."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "AWS_ENDPOINT_URL": s3.url,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "PYTHONPATH": str(ROOT),
    }
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", FETCHER, graph_url],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    said: dict[str, Any] = json.loads(run.stdout)
    return said


def test_a_hundred_megabytes_in_little_memory(graph_url: str, s3: S3StandIn) -> None:
    """The largest document that Meta takes is stored whole, by a function that has 256 MB."""
    told = httpx.post(
        f"{graph_url}/media",
        json={"id": "1", "mime_type": "application/pdf", "size": 100 * MB},
        trust_env=False,
        timeout=60,
    ).json()
    said = fetched(graph_url, s3)
    print(  # noqa: T201 - the figures
        f"100 MB in {said['seconds']} s, {len(s3.calls) - 2} parts of at most {s3.largest_part // MB} MB; "
        f"peak {said['peak_kb'] // 1024} MB, {said['before_kb'] // 1024} MB of it before the file"
    )
    assert said["result"].startswith("Delivered")
    assert (s3.size, s3.hash.hexdigest()) == (100 * MB, told["sha256"])
    assert said["fact"][0]["sha256"] == told["sha256"]
    assert s3.calls == ["begin", *["part"] * 13, "complete"]
    assert said["peak_kb"] / 1024 < MEMORY_MB


def test_an_endless_file_leaves_nothing(graph_url: str, s3: S3StandIn) -> None:
    """A body without end is cut at the largest file, its parts are given back, nothing counts as stored."""
    told = {"id": "1", "mime_type": "application/pdf", "endless": True}
    httpx.post(f"{graph_url}/media", json=told, trust_env=False)
    said = fetched(graph_url, s3)
    assert "too large" in said["result"]
    assert (s3.calls[0], s3.calls[-1], said["fact"]) == ("begin", "abort", [])
    assert "complete" not in s3.calls
    assert s3.size <= 100 * MB
    assert said["peak_kb"] / 1024 < MEMORY_MB


def test_a_wrong_hash_leaves_nothing(graph_url: str, s3: S3StandIn) -> None:
    """A large file whose hash differs at its end is given back part by part."""
    told = {"id": "1", "mime_type": "application/pdf", "size": 20 * MB, "sha256": "ab" * 32}
    httpx.post(f"{graph_url}/media", json=told, trust_env=False)
    said = fetched(graph_url, s3)
    assert said["result"].startswith("RetryLater(reason='sha256 differs'")
    assert (s3.calls[-1], said["fact"]) == ("abort", [])
