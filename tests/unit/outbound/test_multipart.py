"""Forms with files, read back by the standard library."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from appcare.outbound.multipart import FilePart, envelope, file_name, form


@given(content=st.binary(), text=st.text(st.characters(codec="utf-8")))
def test_a_form_is_read_as_it_was_meant(content: bytes, text: str) -> None:
    """Whatever a file holds, line ends and dashes included, comes out of the form byte for byte."""
    body, content_type = form({"JSON": text}, {"Attachments": FilePart("a.bin", "image/png", content)})
    head = f"Content-Type: {content_type}\r\n\r\n"
    message = message_from_bytes(head.encode() + body, policy=policy.HTTP)
    assert isinstance(message, EmailMessage)
    field, file = message.iter_parts()
    assert field.get_param("name", header="content-disposition") == "JSON"
    assert (file.get_filename(), file.get_content_type()) == ("a.bin", "image/png")
    parts = body.split(content_type.partition("boundary=")[2].encode())
    assert [part.partition(b"\r\n\r\n")[2][:-4] for part in parts[1:3]] == [text.encode(), content]
    assert (parts[0], parts[3]) == (b"--", b"--\r\n")


def test_nothing_in_a_name_or_type_ends_its_header() -> None:
    """Quotes and line ends in a file's name are escaped, in its type they are dropped."""
    body, _ = form({}, {"f": FilePart('a"\r\nX: y.png', "image/png\r\nX: y", b"")})
    head = body.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    assert head == [
        b'Content-Disposition: form-data; name="f"; filename="a%22%0D%0AX: y.png"',
        b"Content-Type: image/pngX: y",
    ]


def test_names_keep_their_letters() -> None:
    """They are written in UTF-8."""
    body, content_type = form({}, {"f": FilePart("naïve ☃.png", "", b"")})
    assert 'filename="naïve ☃.png"'.encode() in body
    assert b"Content-Type: application/octet-stream" in body
    assert message_from_bytes(b"Content-Type: " + content_type.encode(), policy=policy.HTTP).get_boundary()


def test_a_file_without_a_name_gets_one_with_the_right_ending() -> None:
    """Agents' computers go by the ending."""
    assert file_name("parcel.pdf", "image/png") == "parcel.pdf"
    assert file_name(None, "application/pdf; x=y") == "file.pdf"
    assert file_name("", "no/such") == "file"


@given(content=st.binary(), text=st.text(st.characters(codec="utf-8")))
def test_an_envelope_is_the_form_without_the_content(content: bytes, text: str) -> None:
    """What is put around a file that is streamed is what a form in one piece has around it."""
    whole, type_ = form({"a": text}, {"file": FilePart('n"', "image/png", content)})
    around = envelope({"a": text}, "file", 'n"', "image/png")
    streamed = around.before + content + around.after
    old, new = type_.partition("=")[2], around.content_type.partition("=")[2]
    assert streamed.replace(new.encode(), old.encode()) == whole
    assert around.content_type.replace(new, old) == type_
