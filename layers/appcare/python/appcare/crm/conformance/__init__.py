"""The conformance kit: tries whether an adapter keeps the contract of `appcare.application.adapter_ports`.

Describe your CRM in a `Bench`, then either subclass `appcare.crm.conformance.suite.AdapterConformance`
in your tests, or call `report`. It is no part of the Lambda layer.
"""

from appcare.crm.conformance import answering, attaching, delivering, failing, showing_status
from appcare.crm.conformance.bench import Bench, Proof, SeenConversation, SeenFile, SeenMessage
from appcare.crm.conformance.checks import CHECKS, Check, Outcome, SkippedError, Verdict, report

MODULES = (delivering, failing, attaching, showing_status, answering)
"""Where the checks stand; importing them fills `CHECKS`."""

__all__ = [
    "CHECKS",
    "Bench",
    "Check",
    "Outcome",
    "Proof",
    "SeenConversation",
    "SeenFile",
    "SeenMessage",
    "SkippedError",
    "Verdict",
    "report",
]
