"""The kit as a pytest class: a test for each check; what does not concern you is skipped, with the reason."""

import pytest

from appcare.crm.conformance import CHECKS, Bench, Check, SkippedError


class AdapterConformance:
    """Subclass it as `TestYourAdapter` and override the fixture `bench`."""

    @pytest.fixture
    def bench(self) -> Bench:
        """Return the bench of your adapter, made anew."""
        message = "override the fixture `bench` in your subclass of AdapterConformance"
        raise NotImplementedError(message)

    @pytest.mark.parametrize("check", CHECKS, ids=[check.name for check in CHECKS])
    def test_conformance(self, check: Check, bench: Bench) -> None:
        """Every check of the kit holds for this adapter, or is skipped with the reason."""
        try:
            check.run(bench)
        except SkippedError as skipped:
            pytest.skip(f"{check.name}: {skipped}")
