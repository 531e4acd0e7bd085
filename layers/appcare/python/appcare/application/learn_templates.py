"""Learns from the channel's updates how message templates change."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from appcare.application.channels import Channels
from appcare.application.learn import Heard, data_of
from appcare.application.template_ports import Templates
from appcare.domain.events.templates import (
    TemplateCategoryChanged,
    TemplateComponentsChanged,
    TemplateQualityChanged,
    TemplateStatusChanged,
)
from appcare.domain.log import number_of
from appcare.domain.message_templates import (
    APPROVED,
    Known,
    MessageTemplate,
    Shape,
    blanks_of,
    language_of,
    text_header,
)

WARNINGS = frozenset({"flagged", "locked"})
"""They say what may become of a template, or who may edit it, and not whether it can be sent."""

AGAIN = frozenset({"reinstated", "unpaused"})
"""Other words for approved."""

UNPAUSED = "UNPAUSE"
"""Title of an update that ends a pause, whatever its event is called."""


class LearnTemplates:
    """`Learner` of templates' status, quality, category and text."""

    def __init__(self, templates: Templates, channels: Channels) -> None:
        """Args: templates: what is known; channels: who understands the records."""
        self._templates = templates
        self._channels = channels

    def learn(self, heard: Sequence[Heard]) -> None:
        """Take what a batch says of templates; see `Learner`."""
        for type_, parts_of in READ.items():
            for one, data in data_of(heard, type_, self._channels):
                named = getattr(data, "template")  # noqa: B009 - every event in READ has one
                if not named.name or not named.language:
                    continue
                at = one.said.occurred_at
                parts = parts_of(data, at)
                if named.category:
                    parts = {"category": Known(named.category, at), **parts}
                learnt = MessageTemplate(
                    waba_id=number_of(one.record.key.pk),
                    name=named.name,
                    language=language_of(named.language),
                    **parts,
                )
                self._templates.learn(learnt)


Parts = Mapping[str, Known[Any]]


def _status(data: TemplateStatusChanged, at: int) -> Parts:
    if data.status in WARNINGS and data.title != UNPAUSED:
        return {}
    approved = data.status in AGAIN or data.title == UNPAUSED
    return {"status": Known(APPROVED if approved else data.status, at)}


def _quality(data: TemplateQualityChanged, at: int) -> Parts:
    return {"quality": Known(data.quality, at)}


def _category(data: TemplateCategoryChanged, at: int) -> Parts:
    return {"category": Known(data.category, at)} if data.category else {}


def _shape(data: TemplateComponentsChanged, at: int) -> Parts:
    """Return the new shape: a header that is no text and most buttons are not told, so they are not known."""
    header = text_header(data.header) if data.header else None
    body = blanks_of(data.body) if data.body else None
    return {"shape": Known(Shape(header=header, body=body), at)}


READ: Mapping[str, Callable[[Any, int], Parts]] = {
    "template.status_changed": _status,
    "template.quality_changed": _quality,
    "template.category_changed": _category,
    "template.components_changed": _shape,
}
"""Type of event -> what it says."""
