"""What may not be sent: the same rules for who takes messages and for who sends them."""

from appcare.application.consent_rule import ConsentRule, TemplateCategories
from appcare.application.find_contact import FindContact
from appcare.application.ports import Conversations
from appcare.application.read_consent import ReadConsent
from appcare.application.send_rules import SendRules
from appcare.application.template_rule import TemplateRule
from appcare.application.upload_ports import Uploads
from appcare.application.upload_rule import UploadRule
from appcare.application.window_rule import WindowRule
from appcare.aws.clients import client
from appcare.aws.state.consents import DynamoConsents
from appcare.aws.state.contact_book import DynamoContactBook
from appcare.aws.state.templates import DynamoTemplates
from appcare.config.urls import flaw_of
from appcare.content_types import type_of
from functions.settings import settings


def send_rules(conversations: Conversations, uploads: Uploads, state_table: str) -> SendRules:
    """Return all rules; the first one that refuses is the one that is told."""
    database = client("dynamodb")
    templates = DynamoTemplates(database, state_table)
    contacts = FindContact(DynamoContactBook(database, state_table))
    consents = ReadConsent(contacts, DynamoConsents(database, state_table))
    known = TemplateRule(templates, _waba_of)
    consent = ConsentRule(consents, TemplateCategories(templates, _waba_of))
    files = UploadRule(uploads, sniff=type_of, flaw_of_link=lambda url: flaw_of(url, ()))
    return SendRules(conversations, [WindowRule(known), known, consent, files])


def _waba_of(number_id: str) -> str:
    return settings().account_of(number_id).waba_id
