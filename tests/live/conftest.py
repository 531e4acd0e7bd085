"""Serves the real CRMs for a session, each with a fresh database; a server starts when a test asks for it."""

from collections.abc import Iterator

import pytest

from playground.places import LauncherError
from tests.live.callbacks import (
    DJANGO_HELPDESK_PATH,
    REQUEST_TRACKER_PATH,
    Callbacks,
    receiving,
)
from tests.live.django_helpdesk.server import CALLBACK_USER, DjangoHelpdesk, running_django_helpdesk
from tests.live.places import Place, own_place
from tests.live.request_tracker.install import is_installed
from tests.live.request_tracker.server import RequestTracker, running_request_tracker


@pytest.fixture(scope="session")
def live_place() -> Iterator[Place]:
    """Ports and a folder of this run's own."""
    try:
        with own_place() as here:
            yield here
    except LauncherError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def callback_receiver(live_place: Place) -> Iterator[Callbacks]:
    """Where both CRMs post agents' replies."""
    with receiving(live_place.callbacks_port) as callbacks:
        yield callbacks


@pytest.fixture
def callbacks(callback_receiver: Callbacks) -> Callbacks:
    """What comes during this test."""
    callback_receiver.came.clear()
    return callback_receiver


@pytest.fixture(scope="session")
def request_tracker(
    live_place: Place, callback_receiver: Callbacks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RequestTracker]:
    """A Request Tracker of this session's own."""
    if not is_installed():
        pytest.fail("Request Tracker is not installed: run `make live`.", pytrace=False)
    data, url = tmp_path_factory.mktemp("request-tracker"), callback_receiver.url(REQUEST_TRACKER_PATH)
    try:
        with running_request_tracker(live_place, data, url) as server:
            yield server
    except LauncherError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def django_helpdesk(
    live_place: Place, callback_receiver: Callbacks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DjangoHelpdesk]:
    """A django-helpdesk of this session's own."""
    data = tmp_path_factory.mktemp("django-helpdesk")
    url = callback_receiver.url(DJANGO_HELPDESK_PATH, user=CALLBACK_USER)
    try:
        with running_django_helpdesk(live_place, data, url) as server:
            yield server
    except LauncherError as error:
        pytest.fail(str(error), pytrace=False)
