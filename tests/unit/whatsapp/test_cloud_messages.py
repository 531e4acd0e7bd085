"""What came of a call that sends a message: never said to be refused where it may have been taken."""

import json
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from appcare.application.send_ports import Recipient
from appcare.domain.delivery import Refusal, Rejected, RetryLater, Scope
from appcare.domain.errors import NoCloudApiError, SecretMissingError, StorageError
from appcare.domain.events.failures import FailureClass
from appcare.domain.events.outgoing import FileContent, OutgoingMessage, TextContent
from appcare.domain.outgoing import Accepted, Final, PairLimited, Unclear
from appcare.whatsapp.cloud_messages import CloudMessages
from appcare.whatsapp.graph import GraphPlace, Tokens
from tests.talking_server import Talk, answer_half, answering, read_all, read_half, serving

PHONE = "31612345678"
TEXT = "Your parcel is on its way"
MESSAGE = OutgoingMessage(content=TextContent(kind="text", text=TEXT))
OUR_ID = "msg_" + "a" * 26
UPLOAD = "upl_" + "a" * 26
TAKEN = {"messaging_product": "whatsapp", "contacts": [{"input": "1"}], "messages": [{"id": "wamid.1"}]}
ENOUGH_S = 20.0
SOON_S = 0.3


def http(status: int, said: object, **headers: str) -> bytes:
    """Return an answer over HTTP; `said` is JSON unless it is bytes."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    told = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} X\r\n{told}content-length: {len(body)}\r\n\r\n".encode() + body


def error(code: object, **more: object) -> dict[str, Any]:
    """Return Graph's own words for a refusal, which repeat the customer."""
    details = {"details": f"{PHONE} cannot get '{TEXT}'"}
    return {"error": {"message": f"(#{code}) {PHONE}", "code": code, "error_data": details, **more}}


def channel(
    url: str, seconds: float = ENOUGH_S, tokens: Tokens = lambda number: f"t{number}"
) -> CloudMessages:
    """Return what sends to this server."""
    place = GraphPlace(base_url=url, version="v26.0", private_hosts=["127.0.0.1"])
    return CloudMessages(place, tokens, seconds=seconds)


def sent(
    to: CloudMessages, attempt: int = 1, message: OutgoingMessage = MESSAGE, media_id: str = ""
) -> Accepted | Unclear | Final | PairLimited | RetryLater | Rejected:
    """Return what came of sending."""
    files = {UPLOAD: media_id} if media_id else {}
    return to.send("7", Recipient(phone=PHONE), message, OUR_ID, attempt=attempt, files=files)


def answered(answer: bytes, attempt: int = 1) -> object:
    """Return what comes of sending where the server answers so."""
    with serving(answering(answer)) as url:
        return sent(channel(url), attempt)


def test_a_message_goes_out() -> None:
    """One request, to the number's own edge, with who we are; back comes Meta's id of it."""
    requests: list[bytes] = []

    def talk(connection: socket.socket) -> None:
        requests.append(read_all(connection))
        connection.sendall(http(200, TAKEN))

    with serving(talk) as url:
        assert sent(channel(url)) == Accepted("wamid.1")
    head, _, body = requests.pop().partition(b"\r\n\r\n")
    assert not requests
    assert head.startswith(b"POST /v26.0/7/messages HTTP/1.1\r\n")
    assert b"authorization: Bearer t7\r\n" in head
    assert b"content-type: application/json\r\n" in head
    said = json.loads(body)
    assert (said["to"], said["biz_opaque_callback_data"], said["text"]["body"]) == (PHONE, OUR_ID, TEXT)


@pytest.mark.parametrize("talk", [lambda _: None, read_half, read_all, answer_half])
@pytest.mark.parametrize("hangs", [False, True])
def test_no_whole_answer(talk: Talk, *, hangs: bool) -> None:
    """A request that may be out and is not answered to the end is unclear, however it ended."""
    with serving(talk, hangs=hangs) as url:
        assert isinstance(sent(channel(url, SOON_S if hangs else ENOUGH_S)), Unclear)


@pytest.mark.parametrize(
    "answer",
    [
        http(200, {}),
        http(200, b""),
        http(200, b"<html>"),
        http(200, {"messages": []}),
        http(200, {"messages": [{"id": ""}]}),
        http(200, {"messages": "wamid.1"}),
        http(204, b""),
        http(500, b"oops"),
        http(502, b""),
        http(504, {"error": {"message": "upstream did not answer"}}),
        http(504, {"error": "gateway_timeout"}),
        http(408, b""),
        http(200, b"x" * 100_000),
    ],
)
def test_an_answer_that_leaves_it_open(answer: bytes) -> None:
    """Neither taken nor refused in Graph's own words: nobody knows, whatever came to us from a gateway."""
    assert isinstance(answered(answer), Unclear)


@pytest.mark.parametrize("status", [429, 503])
def test_a_status_that_says_not_now(status: int) -> None:
    """Two statuses promise that nothing was begun; with a wish they slow the number down."""
    assert answered(http(status, b"")) == RetryLater(f"HTTP {status}")
    assert answered(http(status, b"", retry_after="7")) == RetryLater(
        f"HTTP {status}", 7.0, Scope.DESTINATION
    )


@pytest.mark.parametrize("status", [301, 401, 403, 404, 405, 410])
def test_the_wrong_place_or_the_wrong_token(status: int) -> None:
    """Where nobody takes messages the number closes, and the message is not lost."""
    assert answered(http(status, b"")) == Rejected(Refusal.AUTH, f"HTTP {status}")


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_refusal_without_a_word(status: int) -> None:
    """It is final, and the agent reads that nobody knows why."""
    said = answered(http(status, b"no"))
    assert isinstance(said, Final)
    assert (said.failure.reason, said.failure.code) == (FailureClass.CONTENT, None)


@pytest.mark.parametrize("status", [200, 400, 403, 500, 502, 503])
def test_graphs_own_words_are_definite(status: int) -> None:
    """A code counts whatever the HTTP status, and nothing of the customer is repeated."""
    said = answered(http(status, error(131047)))
    assert isinstance(said, Final)
    assert (said.failure.reason, said.failure.code) == (FailureClass.WINDOW_CLOSED, 131047)
    assert PHONE not in repr(said)
    assert TEXT not in repr(said)


def test_an_id_is_worth_more_than_an_error() -> None:
    """A message that has an id was taken; to send it again would be a second one."""
    assert answered(http(200, {**TAKEN, **error(131000)})) == Accepted("wamid.1")


def test_too_many_to_this_customer() -> None:
    """The pair rate is a word of its own."""
    assert answered(http(400, error(131056))) == PairLimited("Graph error 131056")


def test_attempts_count() -> None:
    """Trouble at Meta is worth so many calls and no more."""
    answer = http(500, error(131000))
    assert answered(answer, 4) == RetryLater("Graph error 131000")
    assert isinstance(answered(answer, 5), Final)


def test_nothing_was_sent() -> None:
    """Where nobody listens, the message can safely be tried again."""
    with serving(read_all) as url:
        pass
    assert sent(channel(url)) == RetryLater("no answer: ConnectError")


def test_a_place_that_may_not_be_called() -> None:
    """A wrong setting closes the number until somebody changes it."""
    said = sent(channel("http://example.com"))
    assert isinstance(said, Rejected)
    assert said.code is Refusal.AUTH


@pytest.mark.parametrize(
    ("trouble", "result"),
    [
        (SecretMissingError(), Rejected(Refusal.AUTH, "access token missing")),
        (NoCloudApiError(), Rejected(Refusal.AUTH, "no_cloud_api")),
        (StorageError(), RetryLater("access token cannot be read now")),
    ],
)
def test_no_token(trouble: Exception, result: object) -> None:
    """Without a token there is no call, and that is definite."""

    def tokens(_: str) -> str:
        raise trouble

    to = channel("http://127.0.0.1:1", tokens=tokens)
    assert sent(to) == result
    assert to.mark_read("7", "wamid.1", typing=False) == result
    assert to.upload("7", "image/png", 1, [b"x"]) == result


def test_nobody_to_write_to() -> None:
    """A customer without phone number and user id is unreachable; no call is made."""
    said = channel("http://127.0.0.1:1").send("7", Recipient(), MESSAGE, OUR_ID, attempt=1, files={})
    assert isinstance(said, Final)
    assert said.failure.reason is FailureClass.UNREACHABLE


def test_a_file_that_was_not_uploaded() -> None:
    """Such a message is refused without a call, not broken by it."""
    file = OutgoingMessage(content=FileContent(kind="image", upload_id=UPLOAD))
    said = sent(channel("http://127.0.0.1:1"), message=file)
    assert isinstance(said, Final)
    assert said.failure.reason is FailureClass.FILE
    with serving(answering(http(200, TAKEN))) as url:
        assert sent(channel(url), message=file, media_id="99") == Accepted("wamid.1")


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (http(200, {"success": True}), None),
        (http(200, b""), None),
        (http(400, error(100)), None),
        (http(400, b""), None),
        (http(400, error(131056)), None),
        (http(500, b""), RetryLater("HTTP 500")),
        (http(500, error(131000)), RetryLater("Graph error 131000")),
        (http(401, error(190)), Rejected(Refusal.AUTH, "Graph error 190")),
    ],
)
def test_marking_as_read(answer: bytes, result: object) -> None:
    """It is done, or never will be, or worth another call; it is never unclear, since twice is as once."""
    with serving(answering(answer)) as url:
        assert channel(url).mark_read("7", "wamid.1", typing=True) == result


def test_marking_as_read_without_an_answer() -> None:
    """Silence is tried again."""
    with serving(read_all) as url:
        assert isinstance(channel(url).mark_read("7", "wamid.1", typing=False), RetryLater)


def test_a_file_goes_out() -> None:
    """It is a form with its length told first, as Meta asks for it, and its bytes as they came."""
    requests: list[bytes] = []

    def talk(connection: socket.socket) -> None:
        requests.append(read_all(connection))
        connection.sendall(http(200, {"id": 4490709327384033}))

    content = [b"\r\n--", b"\x00\xff" * 500, b"end"]
    with serving(talk) as url:
        size = sum(map(len, content))
        assert channel(url).upload("7", "audio/ogg; codecs=opus", size, content) == "4490709327384033"
    head, _, body = requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v26.0/7/media HTTP/1.1\r\n")
    assert f"content-length: {len(body)}".encode() in head.lower().split(b"\r\n")
    type_ = next(line for line in head.split(b"\r\n") if line.startswith(b"content-type: "))
    form = message_from_bytes(type_ + b"\r\n\r\n" + body, policy=policy.HTTP)
    assert isinstance(form, EmailMessage)
    parts = {str(part.get_param("name", header="content-disposition")): part for part in form.iter_parts()}
    assert list(parts) == ["messaging_product", "type", "file"]
    assert parts["messaging_product"].get_payload() == "whatsapp"
    assert parts["type"].get_payload() == "audio/ogg; codecs=opus"
    assert parts["file"].get_content_type() == "audio/ogg"
    assert b"\r\n\r\n" + b"".join(content) + b"\r\n--" in body


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (http(200, {}), RetryLater("an answer without the file's id")),
        (http(500, b""), RetryLater("HTTP 500")),
        (http(400, error(131053)), RetryLater("Graph error 131053")),
        (http(400, error(131056)), RetryLater("Graph error 131056")),
        (http(401, error(190)), Rejected(Refusal.AUTH, "Graph error 190")),
        (http(400, error(368)), Rejected(Refusal.GONE, "Graph error 368")),
    ],
)
def test_a_file_that_is_not_taken_now(answer: bytes, result: object) -> None:
    """To upload a file twice does no harm, so whatever may pass is tried again."""
    with serving(answering(answer)) as url:
        assert channel(url).upload("7", "image/png", 3, [b"abc"]) == result


@pytest.mark.parametrize("answer", [http(400, error(100)), http(413, b"")])
def test_a_file_that_is_never_taken(answer: bytes) -> None:
    """The agent reads that it is the file, not the message."""
    with serving(answering(answer)) as url:
        said = channel(url).upload("7", "image/png", 3, [b"abc"])
    assert isinstance(said, Final)
    assert said.failure.reason is FailureClass.FILE


def test_a_file_that_cannot_be_read() -> None:
    """What reading it raises comes out; nothing of it is an answer of the channel's."""

    def pieces() -> Iterator[bytes]:
        yield b"a"
        raise StorageError

    with serving(read_all) as url, pytest.raises(StorageError):
        channel(url).upload("7", "image/png", 3, pieces())
