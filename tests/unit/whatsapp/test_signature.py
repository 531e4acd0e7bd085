"""Whether a webhook is Meta's."""

import hashlib
import hmac

import pytest

from appcare.whatsapp.signature import is_signed, sign

SECRET, PREVIOUS = "0123456789abcdef", "fedcba9876543210"
BODY = '{"text":"café \\ud83d\\ude00"}'.encode()


def header(secret: str, body: bytes = BODY) -> str:
    """Return a signature made without the code under test."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_a_known_answer() -> None:
    """The second test case of RFC 4231 holds: key `Jefe`, data `what do ya want for nothing?`."""
    known = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert is_signed(b"what do ya want for nothing?", known, ["Jefe"])


def test_our_own_signature_is_metas() -> None:
    """What the playground signs is what Meta would send."""
    assert sign(BODY, SECRET) == header(SECRET)


@pytest.mark.parametrize("secrets", [[SECRET], [PREVIOUS, SECRET], ["", SECRET]])
def test_any_secret_in_force_counts(secrets: list[str]) -> None:
    """The current and the previous secret both do."""
    assert is_signed(BODY, header(SECRET), secrets)


def test_upper_case_digits() -> None:
    """Hex is hex."""
    assert is_signed(BODY, "sha256=" + header(SECRET)[7:].upper(), [SECRET])


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "sha256=",
        header(SECRET)[7:],
        header(SECRET).replace("sha256", "sha1"),
        header(SECRET).upper(),
        header(SECRET)[:-1],
        header(SECRET) + "0",
        header(SECRET) + "," + header(SECRET),
        header(PREVIOUS),
        header(SECRET, BODY + b" "),
        "sha256=" + "é" * 64,
        "sha256=\ud800",
    ],
)
def test_everything_else_is_refused(given: str | None) -> None:
    """Another prefix, length, secret, body or alphabet never matches and never raises."""
    assert not is_signed(BODY, given, [SECRET])


@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_an_empty_secret_never_matches(secrets: list[str]) -> None:
    """Not even the signature made with it."""
    assert not is_signed(BODY, header(""), secrets)
