"""The rollout of the local stack: nobody waits a minute for the clock to take the first plan over."""

from playground.aws import Emulator
from playground.places import LauncherError
from playground.stack import Stack
from playground.waiting import within

PLAN = {"pk": {"S": "rollout"}, "sk": {"S": "plan"}}
"""Where State keeps the plan in force."""

WITHIN_S = 60.0
AGAIN_S = 1.0


def take_plan_over(stack: Stack, clock: str) -> None:
    """Let the clock's tick come until a plan is in force, for until then everybody waits.

    Args:
        stack: where it runs.
        clock: name of the clock's function.

    Raises:
        LauncherError: none is, after a minute.
    """
    emulator = Emulator(stack.aws_endpoint_url)
    functions, tables = emulator.functions(), emulator.tables()

    def is_in_force() -> bool:
        functions.invoke(FunctionName=clock, Payload=b"{}")
        return "Item" in tables.get_item(TableName=stack.tables["state"], Key=PLAN, ConsistentRead=True)

    if not within(WITHIN_S, is_in_force, every=AGAIN_S):
        message = "The clock has taken no plan of the rollout over: its log lines say why."
        raise LauncherError(message)
