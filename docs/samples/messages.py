"""Samples of messages, echoes and calls."""

from docs.samples.people import (
    ANNA,
    ANNA_ID,
    OUR_PHONE,
    OURS,
    WAMID,
    WHEN,
    Json,
    Sample,
    beside,
    echo,
    message,
)

CALL: Json = {
    "id": "wacid.HBgLMzE2MTIzNDU2NzgVAgASGCA5",
    "from": ANNA,
    "to": OUR_PHONE,
    "from_user_id": ANNA_ID,
}
CALL |= {"direction": "USER_INITIATED", "timestamp": WHEN}
PLACED: Json = {
    "id": "wacid.HBgLMzE2MTIzNDU2NzgVAgARGCAy",
    "type": "call",
    "recipient_id": ANNA,
    "timestamp": WHEN,
}

MESSAGES = {
    "message.received": message(
        "text",
        {"body": "Where is my parcel?"},
        context={"from": OUR_PHONE, "id": OURS},
    ),
    "message.reacted": message("reaction", {"message_id": OURS, "emoji": "👍"}),
    "message.edited": message(
        "edit",
        {
            "original_message_id": "wamid.HBgLMzE2MTIzNDU2NzgVAgASGBQzQUUw",
            "message": {"type": "text", "text": {"body": "Where is my second parcel?"}},
        },
    ),
    "message.revoked": message("revoke", {"original_message_id": "wamid.HBgLMzE2MTIzNDU2NzgVAgASGBQzQUUw"}),
    "echo.sent": echo("text", {"body": "It is on its way, Anna. You will have it tomorrow."}),
    "echo.reacted": echo("reaction", {"message_id": WAMID, "emoji": "🙏"}),
    "echo.edited": echo(
        "edit",
        {
            "original_message_id": "wamid.HBgLMzE2MTIzNDU2NzgVAgARGBI4QjEx",
            "message": {"type": "text", "text": {"body": "You will have it on Friday."}},
        },
    ),
    "echo.revoked": echo("revoke", {"original_message_id": "wamid.HBgLMzE2MTIzNDU2NzgVAgARGBI4QjEx"}),
    "call.started": beside(
        "calls",
        "calls",
        {
            **CALL,
            "event": "connect",
            "session": {"sdp_type": "offer", "sdp": "v=0\r\no=- 7602 2 IN IP4 127.0.0.1"},
        },
    ),
    "call.ringing": beside("calls", "statuses", {**PLACED, "status": "RINGING"}),
    "call.accepted": beside("calls", "statuses", {**PLACED, "status": "ACCEPTED"}),
    "call.rejected": beside("calls", "statuses", {**PLACED, "status": "REJECTED"}),
    "call.ended": beside(
        "calls",
        "calls",
        {
            **CALL,
            "event": "terminate",
            "status": "COMPLETED",
            "start_time": "1795348802",
            "end_time": "1795348922",
            "duration": 120,
        },
    ),
    "call.permission_changed": message(
        "interactive",
        {
            "type": "call_permission_reply",
            "call_permission_reply": {
                "response": "accept",
                "expiration_timestamp": 1795953600,
                "response_source": "user_action",
            },
        },
        context={"from": OUR_PHONE, "id": OURS},
    ),
}
"""Type of event -> an update that means it."""

KINDS: dict[str, Sample] = {
    "text": MESSAGES["message.received"],
    "image": message(
        "image",
        {
            "id": "1003383421387256",
            "mime_type": "image/jpeg",
            "sha256": "xJkcWZ4SX9Jf4mUxY8r0QhYcRkTLJ0sZ7m7n4g1q0Y4=",
            "caption": "It arrived like this",
        },
    ),
    "audio": message(
        "audio", {"id": "1003383421387257", "mime_type": "audio/ogg; codecs=opus", "voice": True}
    ),
    "video": message("video", {"id": "1003383421387258", "mime_type": "video/mp4"}),
    "document": message(
        "document", {"id": "1003383421387259", "mime_type": "application/pdf", "filename": "invoice.pdf"}
    ),
    "sticker": message("sticker", {"id": "1003383421387260", "mime_type": "image/webp", "animated": True}),
    "location": message(
        "location",
        {"latitude": 52.0907, "longitude": "5.1214", "name": "Dom", "address": "Domplein 21, Utrecht"},
    ),
    "contacts": message(
        "contacts",
        [
            {
                "name": {"formatted_name": "Piet Jansen", "first_name": "Piet"},
                "phones": [{"phone": "+31 6 87654321", "wa_id": "31687654321", "type": "CELL"}],
                "emails": [{"email": "piet@example.com"}],
                "addresses": [{"street": "Kade 1", "city": "Gouda", "zip": "2801 AA"}],
            }
        ],
        origin="contact_request",
    ),
    "choice": message(
        "interactive",
        {
            "type": "list_reply",
            "list_reply": {"id": "returns", "title": "Return a parcel", "description": "Free"},
        },
    ),
    "form": message(
        "interactive",
        {
            "type": "nfm_reply",
            "nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"meter": "01234", "floor": 2}'},
        },
    ),
    "order": message(
        "order",
        {
            "catalog_id": "194836987003835",
            "text": "Gift-wrapped, please",
            "product_items": [
                {"product_retailer_id": "mug-blue", "quantity": "2", "item_price": 12.5, "currency": "EUR"}
            ],
        },
    ),
    "unsupported": message(
        "unsupported",
        {"type": "poll_creation"},
        errors=[
            {"code": 131051, "title": "Message type unknown", "error_data": {"details": "Not supported."}}
        ],
    ),
}
"""Kind of message -> an update that is one."""
