"""Before a deployment, AppConfig hands over the plan; an error keeps it from being deployed."""

import base64
from typing import Any

from appcare.domain.rollout.plan_check import checked_plan
from functions.plan_checker.wiring import surroundings


def lambda_handler(event: dict[str, Any], context: object) -> None:
    """Check a plan as the clock will; `event["content"]` is its JSON in base64.

    Source of the event's shape: AWS AppConfig User Guide, "Understanding validators".

    Raises:
        PlanError: it may not be deployed; AppConfig shows the sentences.
    """
    del context
    checked_plan(base64.b64decode(event["content"]), surroundings())
