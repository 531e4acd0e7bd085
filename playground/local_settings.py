"""The settings of the local stack: the user's own, with every CRM replaced by the inbox.

A CRM that runs on this machine already stays where it is.
"""

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomlkit

from appcare.config.settings_error import SettingsError
from appcare.config.toml_file import read_settings
from playground.places import LOCAL_ADDRESS, REPOSITORY, LauncherError, Places
from playground.whatsapp_phone import WABA_ID

POSTING_ADAPTERS = ("webhook",)
"""Adapters that post to a URL of ours; the others have no inbox to go to."""


def write_settings(places: Places, source: Path = REPOSITORY / "appcare.toml") -> None:
    """Write the settings that the local stack is made from.

    Raises:
        LauncherError: the user's settings cannot be used; the text says which key.
    """
    try:
        read_settings(source)
    except SettingsError as error:
        raise LauncherError(str(error)) from error
    document = tomlkit.parse(source.read_text(encoding="utf-8"))
    destinations: dict[str, Any] = document.get("destinations", {})
    for name, stanza in destinations.items():
        if stanza["adapter"] in POSTING_ADAPTERS and urlsplit(stanza["url"]).hostname != LOCAL_ADDRESS:
            stanza["url"] = f"{places.crm_inbox_url}/webhook/{name}"
            stanza["private_hosts"] = [LOCAL_ADDRESS]
    for account in document.get("accounts", {}).values():
        account.pop("topic_arn", None)
        if account.get("source", "meta") == "meta":
            account.setdefault("waba_id", WABA_ID)
    document["api"] = {"auth": "keys"}
    whatsapp = document.setdefault("whatsapp", tomlkit.table())
    whatsapp["graph_url"] = places.graph_url
    whatsapp["private_hosts"] = [LOCAL_ADDRESS]
    for absent in ("custom_domain", "certificate_arn"):
        document.get("service", {}).pop(absent, None)
    places.settings_file.write_text(tomlkit.dumps(document), encoding="utf-8")


def make_secrets(places: Places) -> dict[str, Any]:
    """Invent the secrets of this stack and keep them where only their owner can read them."""
    settings = read_settings(places.settings_file)
    made: dict[str, Any] = {
        "accounts": {
            f"{account.channel}/{account.name}": {
                "app_secret": secrets.token_hex(16),
                "previous_app_secret": "",
                "verify_token": secrets.token_urlsafe(16),
                "access_token": secrets.token_urlsafe(32),
            }
            for account in settings.accounts
        },
        "destinations": {
            destination.name: {"current": _signing_secret(), "previous": ""}
            for destination in settings.destinations
        },
    }
    made["api"] = {"key": secrets.token_urlsafe(32)}
    write_private(places.secrets_file, made)
    return made


def write_private(file: Path, content: Any) -> None:
    """Write JSON that only its owner can read."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(content, out, indent=2)
        out.write("\n")


def _signing_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
