"""Follows one event through the pipeline by the log line that each function writes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.table import Table

from playground.waiting import within

if TYPE_CHECKING:
    from mypy_boto3_logs.client import CloudWatchLogsClient

LINES_S = 15.0
"""How long the functions' log lines may take to be there."""

STEPS = ("received", "stored", "routed", "queued", "delivered")
"""What happens to an event, in this order; `<step>_at` is its field in the log lines."""

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trace:
    """When each step happened, in Unix milliseconds; a step whose line is missing is left out."""

    event_id: str
    at: Mapping[str, float]

    @property
    def is_complete(self) -> bool:
        """Whether every function has told its part."""
        return all(step in self.at for step in STEPS)

    def table(self) -> Table:
        """Return it as a table: milliseconds since the webhook came, and since the step before."""
        table = Table(title=f"Trace of {self.event_id}", title_justify="left")
        table.add_column("step")
        table.add_column("after receipt", justify="right")
        table.add_column("took", justify="right")
        first = before = self.at.get(STEPS[0])
        for step in STEPS:
            at = self.at.get(step)
            table.add_row(step, _milliseconds(first, at), _milliseconds(before, at))
            before = at
        return table


def follow(client: "CloudWatchLogsClient", log_groups: Iterable[str], event_id: str) -> Trace:
    """Return the trace of one event; waits a moment for lines that are not there yet."""
    groups = list(log_groups)
    found = Trace(event_id, {})

    def is_complete() -> bool:
        nonlocal found
        found = join([line for group in groups for line in read_lines(client, group)], event_id)
        return found.is_complete

    within(LINES_S, is_complete, every=0.3)
    return found


def join(lines: Iterable[Line], event_id: str) -> Trace:
    """Put the lines about one event together: the router's names the record that the receiver stored."""
    every = list(lines)
    own = [line for line in every if line.get("event_id") == event_id]
    records = {line.get("record") for line in own} - {None}
    stored = [line for line in every if records & set(line.get("records") or ())]
    at: dict[str, float] = {}
    for line in [*stored, *own]:
        for step in STEPS:
            if f"{step}_at" in line:
                at.setdefault(step, float(line[f"{step}_at"]))
    return Trace(event_id, at)


def read_lines(client: "CloudWatchLogsClient", log_group: str) -> Iterator[Line]:
    """Yield the structured lines of a log group; an absent group has none."""
    try:
        for page in client.get_paginator("filter_log_events").paginate(logGroupName=log_group):
            for event in page["events"]:
                try:
                    line = json.loads(event.get("message", ""))
                except ValueError:
                    continue
                if isinstance(line, dict):
                    yield line
    except client.exceptions.ResourceNotFoundException:
        return


def _milliseconds(start: float | None, end: float | None) -> str:
    return "-" if start is None or end is None else f"{end - start:,.0f} ms"
