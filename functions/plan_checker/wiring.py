"""What plans are checked against: the settings that this deployment was made with."""

from functools import cache

from appcare.domain.rollout.plan_check import Surroundings
from appcare.rollout_surroundings import surroundings_of
from functions.settings import settings


@cache
def surroundings() -> Surroundings:
    """Return what a plan may name."""
    return surroundings_of(settings())
