"""Once a day, or when an operator asks: reads the lists of message templates."""

from dataclasses import asdict
from typing import Any

from functions.telemetry import telemetry
from functions.template_reader.wiring import accounts, read_templates


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Read every account's list; return what came of each: `{"lists": [{"account", "templates", "reason"}]}`.

    Raises:
        StorageError: a list is not known to be kept; reading it again is safe.
    """
    del event, context
    try:
        lists = [read_templates().read(account.name, account.waba_id) for account in accounts()]
    finally:
        telemetry().flush()
    return {"lists": [asdict(one) for one in lists]}
