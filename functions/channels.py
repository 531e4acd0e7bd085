"""Who understands the records of the log, the same for every function that reads it."""

from appcare.application.channels import Channels
from appcare.application.media_ports import Links
from appcare.application.own_facts import own_facts
from appcare.whatsapp.keys import CHANNEL, CHANNEL_NAME
from appcare.whatsapp.topics import topic_book
from appcare.whatsapp.translate import WhatsApp
from functions.settings import settings

SOURCES = {CHANNEL: CHANNEL_NAME}
"""First part of a partition -> the channel's name in an event's source."""


def channels(links: Links | None = None) -> Channels:
    """Return them; `links` makes links to stored files, None: nobody here hands out any."""
    name, topics = settings().number_name, topic_book(settings().topics)
    return Channels({CHANNEL: WhatsApp(name, topics)}, own=own_facts(name, SOURCES, links))
