"""A running stack as the end-to-end tests see it: a phone, an inbox, the log and the dead letters."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from playground.aws import Emulator
from playground.deployment import outputs
from playground.graph_view import GraphView
from playground.inbox_view import Attempt, InboxView, event_of, wamid_of
from playground.places import Places
from playground.stack import Stack
from playground.waiting import within
from playground.whatsapp_phone import Json, Phone, webhook_of

Appcare = Callable[..., str]
"""The command, typed with these arguments; returns what it printed."""

SENDERS = 8
"""How many post at the same time; Meta does, too."""

LOOK_EVERY_S = 0.3

ANSWERED_S = 30.0
"""As long as API Gateway itself waits: the first to ask waits for two functions to start."""


class World:
    """What the tests act on and look at."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.stack = stack
        self.folder = folder
        self.phone = Phone(stack, connections=SENDERS)
        self.inbox = InboxView(stack.crm_inbox_url)
        self.graph = GraphView(stack.graph_url)
        host = {"Host": (stack.api_headers or {})["Host"]}
        asks: dict[str, Any] = {"base_url": stack.api_url or "", "timeout": ANSWERED_S, "trust_env": False}
        self.api = httpx.Client(headers=stack.api_headers, **asks)
        self.stranger = httpx.Client(headers=host, **asks)
        hooks = (stack.api_url or "").removesuffix("/v1") + "/hooks"
        self.hooks = httpx.Client(headers=host, **{**asks, "base_url": hooks})
        emulator = Emulator(stack.aws_endpoint_url)
        self._tables, self._queues = emulator.tables(), emulator.queues()
        self.topics = emulator.topics()
        self._secrets = emulator.secrets()
        self._functions = emulator.functions()
        self._clock = str(outputs(Places(folder, 0))["ClockName"])

    def close(self) -> None:
        """Close the connections."""
        self.phone.hang_up()
        self.inbox.hang_up()
        self.graph.hang_up()
        self.api.close()
        self.stranger.close()
        self.hooks.close()

    def post_all(self, conversations: Iterable[Sequence[bytes]]) -> list[int]:
        """Post many customers' webhooks side by side, each customer's in order; return the statuses."""
        lists = list(conversations)

        def share(first: int) -> list[int]:
            mine = lists[first::SENDERS]
            turns = max((len(bodies) for bodies in mine), default=0)
            return [
                self.phone.post(bodies[turn]).status_code
                for turn in range(turns)
                for bodies in mine
                if turn < len(bodies)
            ]

        with ThreadPoolExecutor(SENDERS) as pool:
            return [status for part in pool.map(share, range(SENDERS)) for status in part]

    def await_accepted(self, wamids: Iterable[str], seconds: float) -> list[Attempt]:
        """Return the accepted attempts about these messages, waiting until each has one."""
        wanted = set(wamids)
        found: list[Attempt] = []

        def are_there() -> bool:
            found[:] = [a for a in self.inbox.accepted() if wamid_of(a) in wanted]
            return {wamid_of(a) for a in found} == wanted

        within(seconds, are_there, every=LOOK_EVERY_S)
        return found

    def tick(self) -> None:
        """Let the clock's minute come now; what fails in it fails here."""
        self.tell_clock({})

    def tell_clock(self, event: Json) -> None:
        """Hand the clock an event, as EventBridge does; what fails in it fails here."""
        payload = json.dumps(event).encode()
        answer = self._functions.invoke(FunctionName=self._clock, Payload=payload)
        assert "FunctionError" not in answer, answer["Payload"].read()

    def destination_secret(self, name: str) -> str:
        """Return what a destination signs its callbacks with."""
        pages = self._secrets.get_paginator("list_secrets").paginate()
        secrets = {one.get("Description", ""): one["ARN"] for page in pages for one in page["SecretList"]}
        (arn,) = (arn for said, arn in secrets.items() if said.startswith(f"{name}: "))
        value = self._secrets.get_secret_value(SecretId=arn)["SecretString"]
        return str(json.loads(value)["current"])

    def log_records(self, pk: str) -> list[dict[str, Any]]:
        """Return one partition of the event log."""
        pages = self._tables.get_paginator("query").paginate(
            TableName=self.stack.tables["event_log"],
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
        )
        return [item for page in pages for item in page["Items"]]

    def log_keys(self) -> Iterator[tuple[str, str]]:
        """Yield every key of the event log."""
        pages = self._tables.get_paginator("scan").paginate(
            TableName=self.stack.tables["event_log"], ProjectionExpression="pk, sk"
        )
        for page in pages:
            for item in page["Items"]:
                yield item["pk"]["S"], item["sk"]["S"]

    def dead_letters(self) -> dict[str, int]:
        """Return how many messages each dead-letter queue holds, and the one for parked records."""
        urls = {
            name: url
            for name, url in self.stack.queues.items()
            if name.endswith("dead_letters") or name == "parked"
        }
        return {name: self._depth(url) for name, url in urls.items()}

    def bury(self, destination: str, body: str, *, group: str, deduplication_id: str) -> None:
        """Put a message among a destination's dead letters, as SQS does after ten receives."""
        self._queues.send_message(
            QueueUrl=self.stack.queues[f"{destination}_dead_letters"],
            MessageBody=body,
            MessageGroupId=group,
            MessageDeduplicationId=deduplication_id,
        )

    def _depth(self, url: str) -> int:
        counted = self._queues.get_queue_attributes(
            QueueUrl=url,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )
        return sum(int(number) for number in counted["Attributes"].values())


def bodies_of(messages: Iterable[Json]) -> list[bytes]:
    """Return one webhook for each message."""
    return [webhook_of(message) for message in messages]


def first_accepted(attempts: Iterable[Attempt]) -> dict[str, list[str]]:
    """Return, for each customer, the message ids in the order in which the CRM first took them."""
    order: dict[str, list[str]] = defaultdict(list)
    for attempt in attempts:
        customer, wamid = customer_of(attempt), wamid_of(attempt)
        if wamid not in order[customer]:
            order[customer].append(wamid)
    return order


def customer_of(attempt: Attempt) -> str:
    """Return the phone number of the customer whom an attempt concerns."""
    phone: str = event_of(attempt)["data"]["contact"]["phone"]
    return phone


def empty(dead_letters: dict[str, int]) -> dict[str, int]:
    """Return the same queues, all empty."""
    return dict.fromkeys(dead_letters, 0)
