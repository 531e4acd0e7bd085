"""Reads the list of an account's message templates, once a day and whenever somebody asks for it."""

from dataclasses import dataclass

from appcare.application.ports import Clock, Telemetry
from appcare.application.template_ports import Templates, TemplateSource
from appcare.domain.delivery import Rejected, RetryLater

WAITS_S = (5, 30)
"""Before each further try, where trying again may help: the next day's reading is far away."""


@dataclass(frozen=True, slots=True)
class ReadList:
    """What came of reading one list.

    Attributes:
        account: the account's configured name.
        templates: how many it holds.
        reason: why it could not be read; empty: it was.
    """

    account: str
    templates: int = 0
    reason: str = ""


class ReadTemplates:
    """Brings what is known of an account's templates up to what Meta says today."""

    def __init__(
        self, source: TemplateSource, templates: Templates, clock: Clock, telemetry: Telemetry
    ) -> None:
        """Args: source: where lists come from; templates: what is known; and the usual two."""
        self._source = source
        self._templates = templates
        self._clock = clock
        self._telemetry = telemetry

    def read(self, account: str, waba_id: str) -> ReadList:
        """Read one account's list; one that cannot be had whole changes nothing.

        Raises:
            StorageError: what was read is not known to be kept; reading again is safe.
        """
        for wait in (*WAITS_S, None):
            # Taken before the question: what changes while pages come is told by webhooks that are later.
            at = self._clock.now()
            found = self._source.templates(account, waba_id, at)
            if wait is None or not isinstance(found, RetryLater):
                break
            self._clock.sleep(wait)
        if isinstance(found, RetryLater | Rejected):
            self._telemetry.count("templates.read_failed")
            self._telemetry.line("templates not read", account=account, reason=found.reason)
            return ReadList(account, reason=found.reason)
        self._templates.replace_all(waba_id, found, at)
        self._telemetry.count("templates.read", len(found))
        self._telemetry.line("templates read", account=account, templates=len(found))
        return ReadList(account, len(found))
