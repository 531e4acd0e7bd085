"""WhatsApp by way of AWS End User Messaging Social: Meta's entry in an envelope of AWS's.

Standard library only: what the second way in stores must be what the first one would have stored.
"""

import json
from collections.abc import Mapping
from typing import Any

from appcare.whatsapp.payload import child

ENTRY = "whatsAppWebhookEntry"
"""Source: AWS End User Messaging Social User Guide, "Message and event format"."""


def notification(body: str) -> str:
    """Return what was published, out of SNS's envelope; the body itself where it has none."""
    found = child({"it": _parsed(body)}, "it").get("Message")
    return found if isinstance(found, str) else body


def webhook(message: str) -> bytes:
    """Return a message of the service as the webhook that Meta would have sent.

    The entry comes as JSON in a text, sometimes as an object; a text that is no JSON stays what it
    is and so makes a webhook that cannot be split. What holds no entry is returned as it came.
    """
    entry = child({"it": _parsed(message)}, "it").get(ENTRY)
    if isinstance(entry, Mapping):
        entry = json.dumps(entry, ensure_ascii=False)
    if not isinstance(entry, str) or not isinstance(_parsed(entry), Mapping):
        return _bytes(message)
    # The entry's own text goes in unchanged, so that nothing is lost on the way through a parser.
    return _bytes(f'{{"object":"whatsapp_business_account","entry":[{entry}]}}')


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
