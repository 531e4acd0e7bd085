"""A template must exist, be approved, and get what it needs: refused before Meta is asked."""

from collections.abc import Callable, Sequence

from appcare.application.send_rules import Intended
from appcare.application.template_ports import Templates
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.outgoing import TemplateContent
from appcare.domain.message_templates import MessageTemplate
from appcare.domain.template_check import check

MOST_NAMES = 20
"""How many templates are offered in place of a message that may not be sent."""

READ_AGAIN = "If it is new, have the list read: `appcare templates read`."


class TemplateRule:
    """`SendRule` for templates, and what could be sent in place of something else."""

    def __init__(self, templates: Templates, waba_of: Callable[[str], str]) -> None:
        """Set up.

        Args:
            templates: what is known.
            waba_of: number id -> the WhatsApp Business Account it belongs to; empty: not known.
        """
        self._templates = templates
        self._waba_of = waba_of

    def refusal(self, intended: Intended) -> Failure | None:
        """Refuse a template that is known not to work; see `SendRule`.

        Where the account is not configured, or its list was never read, Meta alone can tell.
        """
        content = intended.message.content
        waba_id = self._waba_of(intended.number_id) if isinstance(content, TemplateContent) else ""
        if not waba_id or not isinstance(content, TemplateContent):
            return None
        known = {one.language: one for one in self._templates.read(waba_id, content.name)}
        if content.language in known:
            advice = check(content, known[content.language])
        else:
            advice = self._unknown(content, waba_id, [*known.values()])
        return Failure(reason=FailureClass.TEMPLATE, advice=advice) if advice else None

    def names(self, number_id: str) -> Sequence[str]:
        """Return the names of at most 20 approved templates of a number; see `UsableTemplates`."""
        waba_id = self._waba_of(number_id)
        return self._templates.usable(waba_id, MOST_NAMES) if waba_id else ()

    def _unknown(
        self, content: TemplateContent, waba_id: str, others: Sequence[MessageTemplate]
    ) -> str | None:
        if not self._templates.read_at(waba_id):
            return None
        named = f"{content.name} ({content.language})"
        if languages := ", ".join(one.language for one in others if one.is_usable):
            return f"There is no template {named}, only in {languages}. {READ_AGAIN}"
        return f"Meta's list of templates, as it was last read, holds no {named}. {READ_AGAIN}"
