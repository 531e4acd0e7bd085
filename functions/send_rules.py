"""What may not be sent: the same rules for who takes messages and for who sends them."""

from appcare.application.ports import Conversations
from appcare.application.send_rules import SendRules
from appcare.application.window_rule import NoTemplates, WindowRule


def send_rules(conversations: Conversations) -> SendRules:
    """Return all rules; the first one that refuses is the one that is told."""
    return SendRules(conversations, [WindowRule(NoTemplates())])
