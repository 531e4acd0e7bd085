"""What a test can change while the help desk runs: a file, read anew at every request."""

import json
import os
from pathlib import Path

FILE = Path(os.environ["APPCARE_HELPDESK_DATA"]) / "tuning.json"
"""`round`: grows with every change, `throttle`: "2/min" or null, `webhook_urls`: whom to tell."""


def read() -> dict:
    """Return what is in force."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def webhook_urls() -> list[str]:
    """Tell django-helpdesk whom to tell of follow-ups."""
    return read()["webhook_urls"]
