"""Samples of what a phone app shares when its number joins."""

from docs.samples.people import ANNA, ANNA_ID, CONTACT, OUR_PHONE, PIET, WAMID, WHEN, Sample

HISTORY = {
    "history.synced": Sample(
        "history",
        {
            "history": [
                {
                    "metadata": {"phase": 0, "chunk_order": 1, "progress": 55},
                    "threads": [
                        {
                            "id": ANNA,
                            "messages": [
                                {
                                    "from": ANNA,
                                    "id": WAMID,
                                    "timestamp": "1795262400",
                                    "type": "text",
                                    "text": {"body": "Are you open on Sunday?"},
                                    "history_context": {"status": "READ"},
                                },
                                {
                                    "from": OUR_PHONE,
                                    "to": ANNA,
                                    "id": "wamid.HBgLMzE2MTIzNDU2NzgVAgARGBI3QTAy",
                                    "timestamp": "1795262460",
                                    "type": "text",
                                    "text": {"body": "From noon, yes."},
                                    "history_context": {"status": "DELIVERED"},
                                },
                            ],
                        }
                    ],
                }
            ]
        },
        around=True,
    ),
    "history.declined": Sample(
        "history",
        {
            "history": [
                {
                    "errors": [
                        {"code": 2593109, "title": "History sharing is turned off", "message": "Declined"}
                    ]
                }
            ]
        },
        around=True,
    ),
    "history.media_added": Sample(
        "history",
        {
            "contacts": [CONTACT],
            "messages": [
                {
                    "from": ANNA,
                    "from_user_id": ANNA_ID,
                    "id": WAMID,
                    "timestamp": "1795262500",
                    "type": "image",
                    "image": {"id": "1003383421387261", "mime_type": "image/jpeg"},
                }
            ],
        },
        around=True,
    ),
    "history.contacts_synced": Sample(
        "smb_app_state_sync",
        {
            "state_sync": [
                {
                    "type": "contact",
                    "action": "add",
                    "contact": {"full_name": "Piet Jansen", "first_name": "Piet", "phone_number": PIET},
                    "metadata": {"timestamp": WHEN},
                }
            ]
        },
        around=True,
    ),
}
"""Type of event -> an update that means it."""
