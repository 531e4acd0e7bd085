"""The throttle of the REST framework, at a rate that a test can change."""

import tuning
from rest_framework.throttling import UserRateThrottle


class TunedThrottle(UserRateThrottle):
    """Each user's requests; a changed rate starts counting anew."""

    def get_rate(self) -> str | None:
        """Return the rate in force; None: as many as they like."""
        return tuning.read()["throttle"]

    def get_cache_key(self, request, view) -> str | None:  # noqa: ANN001 - the framework's signature
        """Count each rate apart."""
        key = super().get_cache_key(request, view)
        return key and f"{key}-{tuning.read()['round']}"
