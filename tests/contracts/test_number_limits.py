"""What every memory of numbers' rates does."""

import random

from appcare.application.number_rate import NumberLimits


def test_what_was_told_last_counts_whatever_its_order(number_limits: NumberLimits) -> None:
    """Each number has a rate of its own; of two words at one moment the higher one counts."""
    told = [(80.0, 100), (1000.0, 300), (20.0, 200), (500.0, 300)]
    random.Random(7).shuffle(told)
    assert number_limits.rate("7", 80.0) == 80.0
    for rate, at in (*told, *told):
        number_limits.learn("7", rate, at)
    assert number_limits.rate("7", 80.0) == 1000.0
    assert number_limits.rate("8", 80.0) == 80.0
