"""Outside the customer service window only templates may be sent."""

from collections.abc import Sequence

from appcare.application.send_ports import UsableTemplates
from appcare.application.send_rules import Intended
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.outgoing import TemplateContent

ADVICE = "The customer has not written for 24 hours: send a template, or wait until they write."
NEVER_WROTE = "The customer has never written to this number: only a template may be sent."


class WindowRule:
    """`SendRule` for everything that is no template, reactions too. Source: Meta, "Send messages"."""

    def __init__(self, templates: UsableTemplates) -> None:
        """Args: templates: what could be sent instead."""
        self._templates = templates

    def refusal(self, intended: Intended) -> Failure | None:
        """Refuse what needs an open window; see `SendRule`."""
        if intended.window_is_open or isinstance(intended.message.content, TemplateContent):
            return None
        return Failure(
            reason=FailureClass.WINDOW_CLOSED,
            advice=ADVICE if intended.conversation else NEVER_WROTE,
            templates=tuple(self._templates.names(intended.number_id)),
        )


class NoTemplates:
    """`UsableTemplates` where nobody knows of any."""

    def names(self, number_id: str) -> Sequence[str]:
        """Return none."""
        del number_id
        return ()
