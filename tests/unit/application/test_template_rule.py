"""Templates that are known not to work are refused before Meta is asked."""

from dataclasses import replace
from typing import Any

import pytest

from appcare.application.send_rules import Intended
from appcare.application.template_rule import TemplateRule
from appcare.domain.events.failures import FailureClass
from appcare.domain.events.outgoing import OutgoingMessage, TemplateContent, TextContent
from appcare.domain.message_templates import Blanks, Known, MessageTemplate, Shape
from appcare.memory.templates import MemoryTemplates

WABA = "7"
SALE = MessageTemplate(
    waba_id=WABA,
    name="sale",
    language="nl",
    status=Known("approved", 1),
    shape=Known(Shape(body=Blanks(1)), 1),
)
PAUSED = replace(SALE, name="paused", status=Known("paused", 1))


def intended(**parts: Any) -> Intended:
    """Return a wish to send a template."""
    said = {"kind": "template", "name": "sale", "language": "nl", **parts}
    message = OutgoingMessage(content=TemplateContent.model_validate(said))
    return Intended(contact_id="ctc_1", number_id="1", message=message, conversation=None, now=10)


def rule(*known: MessageTemplate, read_at: int = 5, waba_id: str = WABA) -> TemplateRule:
    """Return the rule where these are known; `read_at` 0: from webhooks only."""
    templates = MemoryTemplates()
    for one in known:
        templates.learn(one)
    if read_at:
        templates.replace_all(WABA, known, read_at)
    return TemplateRule(templates, {"1": waba_id}.get)  # type: ignore[arg-type]  # the number is known


def advice(rule: TemplateRule, **parts: Any) -> str:
    """Return why a template is refused; empty: it is not."""
    failure = rule.refusal(intended(**parts))
    if failure is None:
        return ""
    assert (failure.reason, failure.code) == (FailureClass.TEMPLATE, None)
    return failure.advice


def test_what_fits_may_go() -> None:
    """An approved template with the values it needs is not refused."""
    assert advice(rule(SALE), body=("a",)) == ""


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "1 value"),
        ({"name": "paused", "body": ("a",)}, "is paused"),
        ({"name": "other"}, "no other (nl)"),
        ({"language": "en", "body": ("a",)}, "only in nl"),
    ],
)
def test_what_is_refused(parts: dict[str, Any], words: str) -> None:
    """Wrong values, a paused template, an unknown one, an unknown language: each says what is wrong."""
    assert words in advice(rule(SALE, PAUSED), **parts)


@pytest.mark.parametrize("parts", [{"name": "other"}, {"language": "en"}])
def test_unknown_one_says_what_to_do(parts: dict[str, Any]) -> None:
    """Whoever has just made a template learns how to make it known."""
    assert "`appcare templates read`" in advice(rule(SALE), **parts)


def test_language_that_cannot_be_sent_is_not_offered() -> None:
    """A paused template in another language is no help."""
    assert "only in" not in advice(rule(PAUSED), name="paused", language="en")


def test_until_the_list_was_read_meta_judges() -> None:
    """What nobody has told of yet may exist; what a webhook told of counts already."""
    webhooks_only = rule(PAUSED, read_at=0)
    assert advice(webhooks_only, name="other") == ""
    assert "is paused" in advice(webhooks_only, name="paused", body=("a",))


def test_account_that_is_not_configured() -> None:
    """Without knowing whose templates they are nothing is refused, and none is offered."""
    unknown = rule(SALE, PAUSED, waba_id="")
    assert advice(unknown, name="paused") == ""
    assert unknown.names("1") == ()


def test_everything_else_goes() -> None:
    """The rule is about templates only."""
    text = OutgoingMessage(content=TextContent(kind="text", text="Hello"))
    assert rule(SALE).refusal(replace(intended(), message=text)) is None


def test_names_to_offer() -> None:
    """At most twenty approved templates are offered in place of what may not be sent."""
    many = [replace(SALE, name=f"sale_{turn:02}") for turn in range(30)]
    assert rule(SALE, PAUSED).names("1") == ["sale"]
    assert rule(*many).names("1") == [one.name for one in many[:20]]
