"""The catalogue of events, made from their models: a page, a JSON Schema for each, and AsyncAPI."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from appcare.crm.webhook.mapping import body_of
from appcare.domain.events import EVENT_TYPES
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp
from docs.samples import SAMPLES
from docs.samples.agents import AGENTS, agent_event
from docs.samples.media import MEDIA, media_event
from docs.samples.messages import KINDS
from docs.samples.own import OWN, own_event
from docs.samples.people import ANNA_ID, NUMBER_ID, Sample

Json = dict[str, Any]

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
CONTACT_ID = "ctc_qzv6vp6wnim4cmigxa5gkxl5ui"
CONVERSATION_ID = "cnv_mlonsi72pbjefwymfydzth3sqq"
NOBODYS_ID = "ctc_3xkq5dn2mwl7rz4a6tpvgh8bye"
CHANNEL = WhatsApp(lambda number_id: "support" if number_id == NUMBER_ID else "unlisted")


def examples() -> Mapping[str, Json]:
    """Return a body of each type of event, made by what makes them in production."""
    return {type_: example_of(type_) for type_ in EVENT_TYPES}


@cache
def example_of(type_: str) -> Json:
    """Return a body of this type."""
    if type_ in MEDIA:
        ref = EventRef(
            LogKey(f"wa#{NUMBER_ID}#{ANNA_ID}", MEDIA[type_].order), type_, CONTACT_ID, CONVERSATION_ID
        )
        return _read(body_of(media_event(type_, ref)))
    if type_ in AGENTS:
        key = LogKey(f"wa#{NUMBER_ID}#{ANNA_ID}", AGENTS[type_])
        return _read(body_of(agent_event(EventRef(key, type_, CONTACT_ID, CONVERSATION_ID))))
    if type_ in OWN:
        return _read(body_of(own_event(type_, CONTACT_ID, CONVERSATION_ID)))
    return _body(SAMPLES[type_])


def _body(sample: Sample) -> Json:
    (record,) = split(sample.body(), retention_s=0, now_s=0).records
    said = CHANNEL.translate(record)
    named = said.customer.bsuid or said.customer.phone
    ref = EventRef(
        record.key,
        said.types[0],
        CONTACT_ID if named else NOBODYS_ID,
        CONVERSATION_ID if named else "",
    )
    return _read(body_of(CHANNEL.event(record, ref, raw=False)))


def _read(body: bytes) -> Json:
    found: Json = json.loads(body)
    return found


@cache
def schema_of(type_: str) -> Json:
    """Return the JSON Schema of a whole body of this type.

    It allows members that it does not name: new ones may come at any time.
    """
    data = _open(EVENT_TYPES[type_].model_json_schema(mode="serialization"))
    definitions = data.pop("$defs", {})
    always = {"specversion": {"const": "1.0"}, "type": {"const": type_}}
    members = {name: {"type": "string", "description": text} for name, text in ENVELOPE.items()}
    return {
        "$schema": SCHEMA,
        "title": type_,
        "description": meaning(type_),
        "type": "object",
        "required": ["specversion", "id", "source", "type", "subject", "datacontenttype", "data"],
        "properties": {**members, **always, "data": data},
        **({"$defs": definitions} if definitions else {}),
        "examples": [example_of(type_)],
    }


ENVELOPE = {
    "specversion": "",
    "id": "The same on every attempt and replay: drop what you have seen.",
    "source": "Channel and number: `/whatsapp/<phone_number_id>`.",
    "type": "",
    "subject": "The contact's id, as in `data.contact.id`.",
    "time": "As `data.occurred_at`; absent where that is null.",
    "datacontenttype": "Always `application/json`.",
}


MEANINGS = {
    "message.sent": "WhatsApp has taken a message of ours.",
    "message.delivered": "A message of ours is on the customer's telephone; skipped if it is read at once.",
    "message.read": "The customer has seen a message of ours.",
    "message.played": "The customer has listened to a voice message of ours.",
    "message.failed": (
        "A message of ours failed, mostly for good. Where `message.delivered` or a later stage still "
        "follows, as it does now and then, it did arrive."
    ),
    "consent.given": "A customer agreed to be written to; `occurred_at` is when they did.",
    "consent.withdrawn": "A customer took a consent back; no template goes to them until they agree again.",
    "rollout.advanced": "A number's rollout has gone on to a further step.",
    "rollout.held": "A number's rollout stays at its step: something is wrong, or a person holds it.",
    "rollout.stepped_back": "A number's rollout has gone a step back; who was in stays in.",
    "rollout.resumed": "A number's rollout goes on: what held it is over.",
    "rollout.plan_changed": "A number's rollout has begun, or follows another plan from now on.",
    "call.ringing": "A call of ours rings at the customer's.",
    "call.accepted": "The customer accepted a call of ours.",
    "call.rejected": "The customer rejected a call of ours.",
}
"""What events mean that share a model with others."""


def meaning(type_: str) -> str:
    """Return what happened, in one sentence or two."""
    return MEANINGS.get(type_) or " ".join((EVENT_TYPES[type_].__doc__ or "").split())


def _open(node: Any) -> Any:
    """Return a schema without what only our own strictness needs: closed objects, titles, nulls."""
    if isinstance(node, list):
        return [_open(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "default" in node and node["default"] is None:
        node = _without_null(node)
    return {name: _open(part) for name, part in node.items() if not _is_ours(name, part)}


def _is_ours(name: str, part: Any) -> bool:
    return (name == "additionalProperties" and part is False) or (name == "title" and isinstance(part, str))


def _without_null(node: Json) -> Json:
    """Return the schema of a member that is left out where it has no value."""
    choices = [one for one in node.get("anyOf", []) if one != {"type": "null"}]
    rest = {name: part for name, part in node.items() if name not in ("anyOf", "default")}
    return {**choices[0], **rest} if len(choices) == 1 else rest


def schemas() -> Mapping[str, Callable[[], str]]:
    """Return what makes each schema, by its file's name in `docs`."""
    return {f"schemas/{type_}.json": _maker(type_) for type_ in EVENT_TYPES}


def _maker(type_: str) -> Callable[[], str]:
    return lambda: _written(schema_of(type_))


def _written(document: Json) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def asyncapi() -> str:
    """Return `docs/asyncapi.json`."""
    names = {type_: "".join(part.capitalize() for part in _words(type_)) for type_ in EVENT_TYPES}
    messages = {names[type_]: _message(type_) for type_ in EVENT_TYPES}
    return _written(
        {
            "asyncapi": "3.0.0",
            "info": {
                "title": "AppCare events",
                "version": "1.0.0",
                "description": "What AppCare posts to a destination. docs/events.md explains it.",
                "license": {"name": "Apache-2.0"},
            },
            "defaultContentType": "application/cloudevents+json",
            "channels": {
                "events": {
                    "address": None,
                    "description": "The URL of a destination, as `appcare.toml` has it.",
                    "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                }
            },
            "operations": {
                "sendEvent": {
                    "action": "send",
                    "channel": {"$ref": "#/channels/events"},
                    "messages": [{"$ref": f"#/channels/events/messages/{name}"} for name in messages],
                }
            },
            "components": {"messages": messages, "messageTraits": {"signed": {"headers": HEADERS}}},
        }
    )


def _words(type_: str) -> list[str]:
    return type_.replace(".", "_").split("_")


def _message(type_: str) -> Json:
    return {
        "name": type_,
        "summary": meaning(type_),
        "contentType": "application/cloudevents+json",
        "traits": [{"$ref": "#/components/messageTraits/signed"}],
        "payload": {"$ref": f"schemas/{type_}.json"},
    }


HEADERS: Json = {
    "type": "object",
    "description": "Standard Webhooks.",
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
    "properties": {
        "webhook-id": {"type": "string", "description": "The event's id, the same on every attempt."},
        "webhook-timestamp": {"type": "string", "description": "Unix seconds of this attempt."},
        "webhook-signature": {
            "type": "string",
            "description": "`v1,...`; two while a secret is being rotated.",
        },
    },
}


def kind_examples() -> Mapping[str, Json]:
    """Return `data.message` of each kind."""
    return {kind: _body(sample)["data"]["message"] for kind, sample in KINDS.items()}
