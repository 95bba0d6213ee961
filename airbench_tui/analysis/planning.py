"""The number of reviews that a desired precision needs.

Check the width of the interval only at points fixed in advance: stopping whenever it looks narrow enough
covers less often than 95 %.
"""

from __future__ import annotations

import math

from airbench_tui.analysis.distributions import Z95
from airbench_tui.analysis.estimate import Estimate

_SAME = 1e-9  # a rounding error must not add a review


def sample_size(half_width: float, p: float, population: int | None = None) -> int:
    """Return the number of random reviews that give a share near *p* an interval of +- *half_width*.

    The interval is the 95 % interval (Cochran 1977, ch. 4). A finite *population* needs fewer reviews. The
    result is at least 1. Raises ValueError unless 0 < half_width < 1, 0 <= p <= 1, and the population is at
    least 1.
    """
    if not (0 < half_width < 1 and 0 <= p <= 1 and (population is None or population >= 1)):
        raise ValueError(f"not a half-width, a share and a population: {half_width}, {p}, {population}")
    needed = max(1.0, Z95**2 * p * (1 - p) / half_width**2)
    if population is not None:
        needed /= 1 + (needed - 1) / population
    return math.ceil(needed - _SAME)


def reviews_needed(estimate: Estimate, half_width: float) -> int | None:
    """Return the number of further reviews until the interval of *estimate* is +- *half_width*.

    The further reviews are taken to be like those so far. None when there is no interval. The width is taken
    to shrink with 1 / sqrt(n), which preserves the effects of weights and categories. Raises ValueError for a
    width that is not positive.
    """
    if half_width <= 0:
        raise ValueError(f"not a half-width: {half_width}")
    if estimate.ci95 is None:
        return None
    low, high = estimate.ci95
    needed = estimate.n * ((high - low) / 2 / half_width) ** 2
    return max(0, math.ceil(needed - _SAME) - estimate.n)
