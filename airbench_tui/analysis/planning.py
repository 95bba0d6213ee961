"""How many reviews a wished-for precision takes. Look at the width only at points fixed beforehand: whoever stops
when it pleases is covered less often than 95 %."""

from __future__ import annotations

import math

from airbench_tui.analysis.distributions import Z95
from airbench_tui.analysis.estimate import Estimate

_SAME = 1e-9  # a last digit too many is no review more


def sample_size(half_width: float, p: float, population: int | None = None) -> int:
    """Reviews, drawn at random, that give a share near *p* a 95 % interval of +- *half_width* (Cochran 1977, ch. 4).

    Of a finite *population* fewer do. At least 1. Raises ValueError unless 0 < half_width < 1, 0 <= p <= 1, and the
    population is at least 1.
    """
    if not (0 < half_width < 1 and 0 <= p <= 1 and (population is None or population >= 1)):
        raise ValueError(f"not a half-width, a share and a population: {half_width}, {p}, {population}")
    needed = max(1.0, Z95**2 * p * (1 - p) / half_width**2)
    if population is not None:
        needed /= 1 + (needed - 1) / population
    return math.ceil(needed - _SAME)


def reviews_needed(estimate: Estimate, half_width: float) -> int | None:
    """Further reviews like those so far until the interval of *estimate* is +- *half_width*; None without an interval.

    Widths go with 1 / sqrt(n), which keeps what weights and categories cost. Raises ValueError for no positive width.
    """
    if half_width <= 0:
        raise ValueError(f"not a half-width: {half_width}")
    if estimate.ci95 is None:
        return None
    low, high = estimate.ci95
    needed = estimate.n * ((high - low) / 2 / half_width) ** 2
    return max(0, math.ceil(needed - _SAME) - estimate.n)
