"""A secret's rotation: both sign for a while, and nothing else in the secret is touched."""

import pytest

from appcare.application.rotate_secret import RotateSecret, RotationError
from appcare.memory.operator import MemorySecretStore


def test_a_rotation_from_beginning_to_end() -> None:
    """First the new one is current and the old one previous; finished, the old one is gone."""
    store = MemorySecretStore()
    store.write("id", {"current": "old", "previous": "", "token": "t"})
    rotation = RotateSecret("id", store)

    rotation.begin("new", lambda _: True)
    assert store.values["id"] == {"current": "new", "previous": "old", "token": "t"}

    rotation.finish()
    assert store.values["id"] == {"current": "new", "token": "t"}


def test_the_first_secret_has_no_previous_one() -> None:
    """Where there was none, there is just the new one."""
    store = MemorySecretStore()
    RotateSecret("id", store).begin("new", lambda _: True)
    assert store.values["id"] == {"current": "new"}


@pytest.mark.parametrize(
    ("before", "new", "why"),
    [
        ({"current": "a", "previous": "b"}, "new", "goes on already"),
        ({"current": "a"}, "unusable", "no signing secret"),
        ({"current": "a"}, "a", "is the current secret"),
    ],
)
def test_what_would_lock_receivers_out_is_refused(before: dict[str, str], new: str, why: str) -> None:
    """A second rotation would forget a secret that receivers still verify with; nothing is changed."""
    store = MemorySecretStore()
    store.write("id", before)
    with pytest.raises(RotationError, match=why):
        RotateSecret("id", store).begin(new, lambda text: text != "unusable")
    assert store.values["id"] == before


def test_nothing_to_finish() -> None:
    """Without a rotation there is nothing to forget."""
    with pytest.raises(RotationError, match="No rotation"):
        RotateSecret("id", MemorySecretStore()).finish()
