"""The weighted mean with an interval from resampled categories."""

from __future__ import annotations

import numpy as np

from airbench_tui.analysis.bootstrap import NOT_YET, ONE_CLUSTER, ROUNDS, percentiles, resampled
from airbench_tui.analysis.estimate import LIKE_THESE, Estimate
from airbench_tui.analysis.scale import FloatArray, IntArray

NOTHING = "no values to take a mean of"


def mean(
    values: FloatArray, weight: FloatArray, cluster: IntArray, rounds: int = ROUNDS, seed: int = 0
) -> Estimate:
    """Return the mean of *values* (n,) weighted by *weight* (n,), with its interval.

    The interval comes from resampling *cluster* (n,). With zero *rounds* there is no interval yet. The order
    of the rows has no effect.
    """
    n = len(values)
    if n == 0:
        return Estimate(None, None, 0, NOTHING)
    # Sums of floats depend on the order: sorting makes them the same to the last bit.
    order = np.lexsort((weight, values, cluster))
    _, place = np.unique(cluster[order], return_inverse=True)
    columns = (weight[order] * values[order], weight[order])
    sums = np.stack([np.bincount(place, column) for column in columns], axis=1).astype(np.float64)
    value = float(sums[:, 0].sum() / sums[:, 1].sum())
    if len(sums) < 2 or rounds == 0:
        return Estimate(value, None, n, NOT_YET if len(sums) > 1 else ONE_CLUSTER, LIKE_THESE)
    drawn = resampled(sums, rounds, seed)
    spread = percentiles(drawn[:, 0] / drawn[:, 1])
    return Estimate(value, spread.ci95, n, spread.why_not, LIKE_THESE)
