"""What the pipeline tells about itself when deployed: for people, the command, and the local stack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from aws_cdk import CfnOutput

from appcare.config.settings import Settings
from infra.target import Target

if TYPE_CHECKING:
    from infra.constructs.queues import DeliveryQueue
    from infra.stacks.pipeline import PipelineStack


def tell(pipeline: PipelineStack, settings: Settings, target: Target, *, host: str) -> None:
    """Write down the addresses of everything that is called or looked at from outside."""
    ways_in = settings.accounts
    account = next((one for one in ways_in if one.source == "meta"), ways_in[0])
    log_groups = {one.folder: one.log_group.log_group_name for one in pipeline.functions()}
    outputs = {
        "WebhookUrl": pipeline.front_door.webhook_url(account.channel, account.name, host=host),
        "ApiUrl": f"{pipeline.agent_door.api.api_endpoint}/v1",
        "TemplateReaderName": pipeline.template_reader.function.function_name,
        "ClockName": pipeline.clock.function.function_name,
        "PlanApplication": pipeline.plan.application.ref,
        "PlanProfile": pipeline.plan.profile.ref,
        "FunctionLogGroups": json.dumps(log_groups),
        "LeftOut": json.dumps(dict(target.left_out)),
        **_queues(pipeline),
    }
    for name, value in outputs.items():
        CfnOutput(pipeline, name, value=value)


def _queues(pipeline: PipelineStack) -> dict[str, str]:
    found = {
        "DestinationQueues": _urls(pipeline.deliveries),
        "DestinationDeadLetters": _letters(pipeline.deliveries),
        "SenderQueues": _urls(pipeline.senders),
        "SenderDeadLetters": _letters(pipeline.senders),
        "MediaQueue": pipeline.media.queue.queue_url,
        "MediaDeadLetters": pipeline.media.dead_letters.queue_url,
        "WakeupsQueue": pipeline.wakeups.queue.queue_url,
        "WakeupsDeadLetters": pipeline.wakeups.dead_letters.queue_url,
        "ParkedQueue": pipeline.parked.queue.queue_url,
    }
    if pipeline.social_door:
        topics = {name: topic.topic_arn for name, topic in pipeline.social_door.topics.items()}
        found["SocialTopics"] = json.dumps(topics)
        found["SocialDeadLetters"] = pipeline.social_door.queue.dead_letters.queue_url
    return found


def _urls(queues: Mapping[str, DeliveryQueue]) -> str:
    return json.dumps({name: one.queue.queue_url for name, one in queues.items()})


def _letters(queues: Mapping[str, DeliveryQueue]) -> str:
    return json.dumps({name: one.dead_letters.queue_url for name, one in queues.items()})
