"""Who a customer is."""

from typing import Any

import pytest

from appcare.domain.identity import Alias, AliasKind, Customer, new_contact_id


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        ({}, ["partition"]),
        ({"bsuid": "NL.1", "phone": "316"}, ["bsuid", "phone", "partition"]),
        ({"phone": "316", "username": "kees"}, ["phone", "partition"]),
        ({"username": "kees", "name": "Kees"}, ["username", "partition"]),
        ({"bsuid": "", "phone": "", "username": ""}, ["partition"]),
    ],
)
def test_names_that_prove_identity(names: dict[str, Any], kinds: list[str]) -> None:
    """The most trustworthy first; a username only where nothing else is known, a profile's name never."""
    assert [alias.kind for alias in Customer("wa#1#x", **names).aliases()] == kinds


def test_a_contact_id_never_changes() -> None:
    """It is the same whoever computes it, and says nothing of the name it was made of."""
    first = Alias(AliasKind.PHONE, "31612345678")
    assert new_contact_id(first) == "ctc_cpsftn2k7xjeoxe4u5tjf5sdda"
    assert new_contact_id(Alias(AliasKind.BSUID, "31612345678")) != new_contact_id(first)


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        ({"parent": "NL.ENT.1", "username": "kees"}, ["parent", "partition"]),
        ({"phone": "316", "parent": "NL.ENT.1"}, ["phone", "parent", "partition"]),
        ({"was": (Alias(AliasKind.PHONE, "315"),)}, ["phone", "partition"]),
        ({"was": (Alias(AliasKind.USERNAME, "kees"), Alias(AliasKind.PHONE, ""))}, ["partition"]),
        ({"phone": "316", "was": (Alias(AliasKind.PHONE, "316"),)}, ["phone", "partition"]),
    ],
)
def test_parent_ids_and_former_names(names: dict[str, Any], kinds: list[str]) -> None:
    """Former ids stand before the parent id; a former username, an empty name or a repeated one is none."""
    assert [alias.kind for alias in Customer("wa#1#x", **names).aliases()] == kinds


def test_the_partition_of_nobody_is_nobody_s() -> None:
    """It names only what has no other name."""
    assert Customer("wa#1#-").aliases() == (Alias(AliasKind.PARTITION, "wa#1#-"),)
    assert Customer("wa#1#-", username="kees").aliases() == (Alias(AliasKind.USERNAME, "kees"),)


def test_a_name_longer_than_a_key_stands_there_as_its_hash() -> None:
    """Two long ids stay two, and both fit; a partition was made to fit and stays as it is."""
    long = [Alias(AliasKind.BSUID, "x" * size).fitting() for size in (257, 5000)]
    assert len(set(long)) == 2
    assert all(len(alias.value) < 40 for alias in long)
    fits = Alias(AliasKind.BSUID, "x" * 256)
    assert fits.fitting() == fits
    partition = Alias(AliasKind.PARTITION, "x" * 500)
    assert partition.fitting() == partition
