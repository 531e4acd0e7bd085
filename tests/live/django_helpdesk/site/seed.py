"""What an administrator sets up once so that AppCare can work with django-helpdesk; writes it as JSON."""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - Django's models need its setup first
from helpdesk.models import CustomField, Queue  # noqa: E402 - the same
from rest_framework.authtoken.models import Token  # noqa: E402 - the same


def member(name: str) -> dict:
    """Make a member of the staff, who may use the API."""
    user = get_user_model().objects.create_user(name, f"{name}@appcare.test", is_staff=True)
    return {"id": user.pk, "token": Token.objects.create(user=user).key}


queue = Queue.objects.create(title="WhatsApp", slug="whatsapp")
CustomField.objects.create(
    name="wa_contact", label="WhatsApp contact", data_type="varchar", max_length=255, required=False
)
seeded = {"queue": queue.pk, "bot": member("appcare-bot"), "agent": member("agent-ann")}
Path(sys.argv[1]).write_text(json.dumps(seeded), encoding="utf-8")
