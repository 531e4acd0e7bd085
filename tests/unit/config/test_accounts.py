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


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((), None),
        (('account = "second"',), "10"),
        (('account = "second"', 'account = "main"'), "10"),
        (('account = "second"', 'account = "second"'), None),
    ],
)
def test_an_account_s_only_number_is_known(numbers: tuple[str, ...], expected: str | None) -> None:
    """Where there are several nobody can tell which one is meant."""
    text = '[accounts.main]\n[accounts.second]\nwaba_id = "1"\n'
    for place, account in enumerate(numbers):
        text += f'[numbers.n{place}]\nphone_number_id = "1{place}"\n{account}\n'
    assert parse_settings(text).number_with("1") == expected
