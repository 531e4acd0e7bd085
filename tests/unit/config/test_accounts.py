"""Which account something belongs to."""

import pytest

from appcare.config.toml_file import parse_settings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[accounts.main]\n", "main"),
        ('[accounts.main]\nwaba_id = "1"\n', "main"),
        ('[accounts.main]\nwaba_id = "2"\n', None),
        ('[accounts.main]\n[accounts.second]\nwaba_id = "1"\n', "second"),
        ("[accounts.main]\n[accounts.second]\n", None),
    ],
)
def test_an_account_is_known_by_meta_s_id(text: str, expected: str | None) -> None:
    """Or because it is the only one, unless another id stands there."""
    assert parse_settings(text).account_with("1") == expected
