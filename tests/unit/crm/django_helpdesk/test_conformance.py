"""The adapter `django_helpdesk` keeps the contract, at the imitated help desk."""

import pytest

from appcare.crm.conformance import Bench
from appcare.crm.conformance.suite import AdapterConformance
from tests.unit.crm.django_helpdesk.fake import FakeHelpdesk
from tests.unit.crm.django_helpdesk.imitated import imitated


class TestDjangoHelpdesk(AdapterConformance):
    """Every check of the kit."""

    @pytest.fixture
    def bench(self) -> Bench:
        """Return a new help desk for each check."""
        return imitated(FakeHelpdesk())
