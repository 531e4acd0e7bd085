"""Who appears in the samples, and what stands around an update."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

ACCOUNT = "102290129340398"
NUMBER_ID = "106540352242922"
OUR_PHONE = "31850608100"
ANNA = "31612345678"
ANNA_ID = "NL.7402815593"
PIET = "31687654321"
PIET_ID = "NL.5518402267"
WHEN = "1795348800"
WAMID = "wamid.HBgLMzE2MTIzNDU2NzgVAgASGBQzQUYx"
OURS = "wamid.HBgLMzE2MTIzNDU2NzgVAgARGBI5QzA3"
METADATA = {"display_phone_number": OUR_PHONE, "phone_number_id": NUMBER_ID}
CONTACT = {"wa_id": ANNA, "user_id": ANNA_ID, "profile": {"name": "Anna", "username": "anna.vd.berg"}}


@dataclass(frozen=True, slots=True)
class Sample:
    """A change as Meta sends it.

    Attributes:
        field: the webhook field.
        value: what stands under it.
        around: whether it is about a number, and so says which.
    """

    field: str
    value: Json = dataclasses.field(default_factory=dict)
    around: bool = False

    def body(self) -> bytes:
        """Return the whole webhook."""
        about: Json = {"messaging_product": "whatsapp", "metadata": METADATA} if self.around else {}
        change = {"field": self.field, "value": {**about, **self.value}}
        entry = {"id": ACCOUNT, "time": int(WHEN), "changes": [change]}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def message(type_: str, content: Any, **parts: Any) -> Sample:
    """Return a message of Anna's."""
    said = {"from": ANNA, "from_user_id": ANNA_ID, "id": WAMID, "timestamp": WHEN, "type": type_}
    return beside("messages", "messages", {**said, type_: content, **parts})


def echo(type_: str, content: Any) -> Sample:
    """Return something that the company wrote to Anna on its phone."""
    said = {
        "from": OUR_PHONE,
        "to": ANNA,
        "to_user_id": ANNA_ID,
        "id": OURS,
        "timestamp": WHEN,
        "type": type_,
    }
    return beside("smb_message_echoes", "message_echoes", {**said, type_: content})


def beside(field_: str, list_: str, *updates: Json) -> Sample:
    """Return updates with Anna in the list of contacts."""
    return Sample(field_, {"contacts": [CONTACT], list_: list(updates)}, around=True)
