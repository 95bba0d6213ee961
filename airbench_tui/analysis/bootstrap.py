"""The percentile bootstrap over whole clusters (Davison and Hinkley, Bootstrap Methods, 1997, section 3.8).

Level-4 categories are resampled as a whole, because a judge errs by category: answers of one category are not
independent. A statistic that depends only on sums over clusters is resampled with one matrix product: the
number of times that each cluster was drawn, times the clusters' sums.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airbench_tui.analysis.intervals import Interval
from airbench_tui.analysis.scale import FloatArray

ROUNDS = 2000
NOT_YET = "not resampled yet"
ONE_CLUSTER = "all of one level-4 category: nothing to resample"
UNDEFINED_AT_MOST = 0.10  # share of the rounds; above it there is no interval

_DRAWS_AT_ONCE = 4_000_000  # 32 MB: many clusters are drawn in several batches
_SAME = 1e-9


class Spread(NamedTuple):
    """An interval, or None with the reason; ``undefined`` is the share of rounds without a value."""

    ci95: Interval | None
    why_not: str
    undefined: float


def resampled(clusters: FloatArray, rounds: int = ROUNDS, seed: int = 0) -> FloatArray:
    """Draw as many clusters with replacement as *clusters* (C, ...) has, and return their sums (rounds, ...).

    The result depends only on the seed and the order of the clusters.
    """
    number = len(clusters)
    generator = np.random.default_rng(seed)
    flat = clusters.reshape(number, -1)
    at_once = max(1, _DRAWS_AT_ONCE // number)
    sums = [np.empty((0, flat.shape[1]))]
    for start in range(0, rounds, at_once):
        size = min(at_once, rounds - start)
        drawn = generator.integers(0, number, (size, number)) + np.arange(size)[:, None] * number
        times = np.bincount(drawn.ravel(), minlength=size * number).reshape(size, number)
        sums.append(times.astype(np.float64) @ flat)
    return np.concatenate(sums).reshape(rounds, *clusters.shape[1:])


def percentiles(values: FloatArray) -> Spread:
    """Return the 95 % percentile interval of a statistic's values (rounds,), NaN where it was undefined.

    There is no interval when more than a tenth of the rounds is undefined, and none when all values are the
    same: a sample without a single disagreement always gives that, however small it is, so it is no sign of
    certainty.
    """
    if not len(values):
        return Spread(None, NOT_YET, 0.0)
    defined = values[~np.isnan(values)]
    undefined = 1.0 - len(defined) / len(values)
    if undefined > UNDEFINED_AT_MOST:
        return Spread(None, f"undefined in {undefined:.0%} of the resamples", undefined)
    low, high = (float(value) for value in np.percentile(defined, (2.5, 97.5)))
    if high - low < _SAME:
        return Spread(None, "every resample gives the same value", undefined)
    return Spread((low, high), "", undefined)
