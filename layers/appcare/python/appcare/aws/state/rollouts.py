"""The rollout's plan and standings: one partition, so that one query reads all of it at the same moment."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from appcare.application.rollout.ports import InForce
from appcare.aws.dynamo import Item, number, read_number, read_text, text
from appcare.aws.state.table import StateTable
from appcare.domain.errors import UndigestibleError
from appcare.domain.rollout.flaws import PlanError
from appcare.domain.rollout.plan_text import read_plan, write_plan
from appcare.domain.rollout.standing import Change, ChangeKind, Grip, Standing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.domain.rollout.plan import Plan

PARTITION = "rollout"
PLAN = "plan"
STANDING = "standing#"
"""Before the number's name."""

PAGE = 200


class DynamoRollouts:
    """`Rollouts` over the State table."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table)

    def read(self) -> InForce | None:
        """Return the plan and the standings; None: no plan was ever taken over."""
        found = self._table.query("#pk = :pk", {"pk": text(PARTITION)}, page=PAGE)
        items = {item["sk"]["S"]: item for item in found}
        if PLAN not in items:
            return None
        kept = items.pop(PLAN)
        standings = [_standing(item) for sk, item in items.items() if sk.startswith(STANDING)]
        return InForce(
            plan=_plan(kept),
            taken_at=read_number(kept, "taken_at") or 0,
            standings={standing.number: standing for standing in standings},
        )

    def take(self, plan: Plan, at: int) -> None:
        """Make it the plan in force; the same again changes nothing."""
        self._table.put(
            (PARTITION, PLAN),
            {"plan": text(write_plan(plan)), "digest": text(plan.digest), "taken_at": number(at)},
            "attribute_not_exists(pk) OR #digest <> :digest",
            {"digest": text(plan.digest)},
        )

    def change(self, standing: Standing, before: Standing | None) -> bool:
        """Store it if what is stored has the version of `before`; False: it has not."""
        unchanged = "#version = :version" if before else "attribute_not_exists(pk)"
        return self._table.put(
            (PARTITION, STANDING + standing.number),
            {"standing": text(json.dumps(asdict(standing))), "version": number(standing.version)},
            unchanged,
            {"version": number(before.version)} if before else {},
        )


def _plan(item: Item) -> Plan:
    try:
        return read_plan(read_text(item, "plan"))
    except PlanError as error:
        message = f"what is kept as the rollout's plan is none: {error}"
        raise UndigestibleError(message) from error


def _standing(item: Item) -> Standing:
    """Read a standing; what a later release has added to it is left out."""
    try:
        kept = _known(Standing, json.loads(read_text(item, "standing")))
        change = _known(Change, kept["change"]) if kept["change"] else None
        return Standing(
            **{
                **kept,
                "trouble": tuple(kept["trouble"]),
                "grip": Grip(kept["grip"]),
                "change": _change(change) if change else None,
            }
        )
    except (ValueError, KeyError, TypeError) as error:
        message = f"a rollout's standing cannot be read: {type(error).__name__}"
        raise UndigestibleError(message) from error


def _change(kept: dict[str, Any]) -> Change:
    return Change(**{**kept, "kind": ChangeKind(kept["kind"]), "reasons": tuple(kept["reasons"])})


def _known(cls: type[Any], document: dict[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(cls)}
    return {name: value for name, value in document.items() if name in names}
