"""What may not be sent: the same rules for who takes messages and for who sends them."""

from appcare.application.ports import Conversations
from appcare.application.send_rules import SendRules
from appcare.application.upload_ports import Uploads
from appcare.application.upload_rule import UploadRule
from appcare.application.window_rule import NoTemplates, WindowRule
from appcare.config.urls import flaw_of
from appcare.content_types import type_of


def send_rules(conversations: Conversations, uploads: Uploads) -> SendRules:
    """Return all rules; the first one that refuses is the one that is told."""
    files = UploadRule(uploads, sniff=type_of, flaw_of_link=lambda url: flaw_of(url, ()))
    return SendRules(conversations, [WindowRule(NoTemplates()), files])
