"""Clients of the AWS SDK, as far as their settings are ours."""

from urllib.parse import urlsplit

import botocore.session
import pytest

from appcare.aws import clients


def link(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> str:
    """Return a link, signed in Ireland."""
    variables = {
        "AWS_ACCESS_KEY_ID": "AKIA",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": endpoint,
    }
    for name, value in variables.items():
        if value:
            monkeypatch.setenv(name, value)
        else:
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(clients, "_session", botocore.session.get_session)
    client = clients.signing_client.__wrapped__()
    wanted = {"Bucket": "care-bodies", "Key": "media/a"}
    return str(client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=60))


def test_links_name_the_region_of_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link to a new bucket works at once: nothing redirects from another region."""
    found = urlsplit(link(monkeypatch, ""))
    assert (found.hostname, found.path) == ("care-bodies.s3.eu-west-1.amazonaws.com", "/media/a")


def test_links_lead_to_the_emulator(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a developer's machine the bucket is part of the path, since no host has its name."""
    found = urlsplit(link(monkeypatch, "http://127.0.0.1:4566"))
    assert (found.netloc, found.path) == ("127.0.0.1:4566", "/care-bodies/media/a")
