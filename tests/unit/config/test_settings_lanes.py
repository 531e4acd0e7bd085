"""The lanes that settings name are those that the domain sends by."""

from appcare.config import settings
from appcare.config.settings import Destination, Number, Settings
from appcare.domain import outgoing
from appcare.domain.media import DESTINATION as MEDIA


def test_names_are_the_domains() -> None:
    """Infrastructure knows only the settings, and the router only the domain: both say the same."""
    assert (settings.SENDER, settings.LATER) == (outgoing.SENDER, outgoing.LATER)
    found = Settings(numbers=(Number(name="support", phone_number_id="1"),)).senders()
    assert set(found) == {outgoing.sender_of("support"), outgoing.sender_of(settings.UNLISTED)}


def test_rates() -> None:
    """A number of the app is as slow as Meta has it, whatever else is said."""
    numbers = (
        Number(name="fast", phone_number_id="1", rate_per_second=200),
        Number(name="app", phone_number_id="2", rate_per_second=200, coexistence=True),
    )
    assert Settings(numbers=numbers).senders() == {
        "whatsapp.fast": 200,
        "whatsapp.app": 20,
        "whatsapp.unlisted": 80,
    }


def test_everything_that_is_called() -> None:
    """Destinations, files, and each number can be looked at and switched."""
    found = Settings(destinations=(Destination(name="crm", adapter="log"),)).lanes()
    assert found == ("crm", MEDIA, "whatsapp.unlisted")
