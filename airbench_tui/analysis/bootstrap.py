"""The percentile bootstrap over whole clusters (Davison and Hinkley, Bootstrap Methods, 1997, section 3.8).

Level-4 categories are resampled with everything in them, because a judge errs by category: a prompt's
neighbours say what it says. Whatever can be had from sums over clusters is resampled by one product of
matrices, the number of times that each cluster was drawn by the clusters' sums.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airbench_tui.analysis.intervals import Interval
from airbench_tui.analysis.scale import FloatArray

ROUNDS = 2000
NOT_YET = "not resampled yet"
ONE_CLUSTER = "all of one level-4 category: nothing to resample"
UNDEFINED_AT_MOST = 0.10  # of the rounds; with more there is no interval

_DRAWS_AT_ONCE = 4_000_000  # 32 MB: many clusters are drawn in several goes
_SAME = 1e-9


class Spread(NamedTuple):
    """An interval, or None with the reason; ``undefined`` is the share of rounds that gave no value."""

    ci95: Interval | None
    why_not: str
    undefined: float


def resampled(clusters: FloatArray, rounds: int = ROUNDS, seed: int = 0) -> FloatArray:
    """Sums (rounds, ...) over as many clusters, drawn with replacement, as there are in *clusters* (C, ...).

    The same for the same seed and order of clusters.
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
    """The 95 % percentile interval of a statistic's values (rounds,), NaN where it was undefined.

    There is none where more than a tenth of the rounds is undefined, and none where all are the same: that
    is what a sample without a single disagreement gives, however small, and no certainty.
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
