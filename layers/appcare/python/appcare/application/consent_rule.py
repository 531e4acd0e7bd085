"""Whether a customer wants to be sent a template."""

from collections.abc import Callable, Mapping

from appcare.application.read_consent import ReadConsent
from appcare.application.send_rules import Intended
from appcare.application.template_ports import Templates
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.outgoing import TemplateContent

REFUSALS: Mapping[FailureClass, Failure] = {
    FailureClass.OPTED_OUT: Failure(
        reason=FailureClass.OPTED_OUT,
        advice="The customer stopped marketing messages in WhatsApp: only they can resume them there.",
    ),
    FailureClass.NO_CONSENT: Failure(
        reason=FailureClass.NO_CONSENT,
        advice="The customer did not agree to be written to: record their consent first, or wait until they "
        "write; within 24 hours of that, utility and authentication templates may answer them, unless they "
        "took their consent back.",
    ),
}


class TemplateCategories:
    """What kinds of templates there are."""

    def __init__(self, templates: Templates, waba_of: Callable[[str], str]) -> None:
        """Set up.

        Args:
            templates: what is known.
            waba_of: number id -> the WhatsApp Business Account it belongs to; empty: not known.
        """
        self._templates = templates
        self._waba_of = waba_of

    def category(self, number_id: str, name: str, language: str) -> str | None:
        """Return a template's category, `marketing`, `utility` or `authentication`; None: not known.

        Raises:
            StorageError: it cannot be looked up now.
        """
        waba_id = self._waba_of(number_id)
        known = self._templates.read(waba_id, name) if waba_id else ()
        return next((one.category.value or None for one in known if one.language == language), None)


class ConsentRule:
    """`SendRule`: no template to somebody who did not agree, unless it answers them."""

    def __init__(self, consents: ReadConsent, categories: TemplateCategories) -> None:
        self._consents = consents
        self._categories = categories

    def refusal(self, intended: Intended) -> Failure | None:
        """Return why a template may not go out; see `SendRule`."""
        content = intended.message.content
        if not isinstance(content, TemplateContent):
            return None
        category = self._categories.category(intended.number_id, content.name, content.language)
        consent = self._consents.of(intended.contact_id)
        objection = consent.objection(category, window_is_open=intended.window_is_open)
        return REFUSALS[objection] if objection else None
