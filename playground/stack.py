"""`stack.json`: what a running local stack tells whoever wants to use it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from playground.local_settings import write_private
from playground.places import Places
from playground.whatsapp_phone import PHONE_NUMBER_ID

ACCOUNT = "whatsapp/main"
"""The Meta app whose webhooks the local tools send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A running stack. What does not exist yet is None; URLs are on 127.0.0.1."""

    webhook_url: str
    webhook_headers: dict[str, str]
    app_secret: str
    verify_token: str
    phone_number_id: str
    api_url: str | None
    api_headers: dict[str, str] | None
    crm_inbox_url: str
    graph_url: str
    playground_url: str | None
    aws_endpoint_url: str
    tables: dict[str, str]
    queues: dict[str, str]
    bucket: str


def describe(places: Places, outputs: Mapping[str, Any], secrets: Mapping[str, Any]) -> Stack:
    """Put the outputs of the deployment and our own ports and secrets into one description."""
    account = secrets["accounts"][ACCOUNT]
    host, path = _webhook_address(str(outputs["WebhookUrl"]))
    return Stack(
        webhook_url=places.aws_endpoint_url + path,
        webhook_headers={"Host": host},
        app_secret=account["app_secret"],
        verify_token=account["verify_token"],
        phone_number_id=PHONE_NUMBER_ID,
        api_url=places.aws_endpoint_url + urlsplit(str(outputs["ApiUrl"])).path,
        api_headers={
            "Host": _host(str(outputs["ApiUrl"])),
            "Authorization": f"Bearer {secrets['api']['key']}",
        },
        crm_inbox_url=places.crm_inbox_url,
        graph_url=places.graph_url,
        playground_url=None,
        aws_endpoint_url=places.aws_endpoint_url,
        tables={"event_log": outputs["EventLogTable"], "state": outputs["StateTable"]},
        queues=_queues(places, outputs),
        bucket=outputs["BodiesBucket"],
    )


def write_stack(places: Places, stack: Stack) -> None:
    """Write it for others; it holds secrets, so only its owner can read it."""
    write_private(places.stack_file, asdict(stack))


def read_stack(places: Places) -> Stack | None:
    """Return what the running stack said of itself, None when there is none."""
    try:
        return Stack(**json.loads(places.stack_file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def secret_ids(outputs: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the ids of the accounts' secrets and of the destinations'."""
    return text_map(outputs["AccountSecrets"]), text_map(outputs["DestinationSecrets"])


def _webhook_address(url: str) -> tuple[str, str]:
    """Return the host that the emulator routes by, and the path of our account's webhook."""
    parts = urlsplit(url)
    before = parts.path.partition("/webhooks")[0].rstrip("/")
    return _host(url), f"{before}/webhooks/{ACCOUNT}"


def _host(url: str) -> str:
    """Return the host that the emulator routes an API's requests by."""
    api = (urlsplit(url).hostname or "").partition(".")[0]
    return f"{api}.execute-api.localhost"


def _queues(places: Places, outputs: Mapping[str, Any]) -> dict[str, str]:
    """Return the queues by name, their URLs on our own address."""
    urls = {
        **text_map(outputs["DestinationQueues"]),
        **{f"{k}_dead_letters": v for k, v in text_map(outputs["DestinationDeadLetters"]).items()},
        **text_map(outputs["SenderQueues"]),
        **{f"{k}_dead_letters": v for k, v in text_map(outputs["SenderDeadLetters"]).items()},
        "media": outputs["MediaQueue"],
        "media_dead_letters": outputs["MediaDeadLetters"],
        "wakeups": outputs["WakeupsQueue"],
        "wakeups_dead_letters": outputs["WakeupsDeadLetters"],
        "parked": outputs["ParkedQueue"],
    }
    if "SocialDeadLetters" in outputs:
        urls["social_dead_letters"] = outputs["SocialDeadLetters"]
    return {name: places.aws_endpoint_url + urlsplit(url).path for name, url in urls.items()}


def text_map(output: Any) -> dict[str, str]:
    """Return an output that is a map, which CloudFormation can only carry as text."""
    read: dict[str, str] = json.loads(output) if isinstance(output, str) else dict(output)
    return read
