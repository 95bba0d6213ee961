"""Prediction-powered inference: reviews correct the judge's mean over the unreviewed answers.

PPI: Angelopoulos, Bates, Fannjiang, Jordan and Zrnic, Science 382 (2023), 669-674. PPI++, with the weight
that is best for the data at hand: Angelopoulos, Duchi and Zrnic, arXiv:2311.01453. Both treat the reviews as
a simple random sample.
"""

from __future__ import annotations

import math

import numpy as np

from airbench_tui.analysis.figure import MethodResult, no_figure, normal_figure
from airbench_tui.analysis.scale import FloatArray

PPI = "PPI++"
FULL = "PPI, weight 1"
REVIEWS = "reviews alone"


def power(human: FloatArray, judge: FloatArray, unreviewed: FloatArray) -> float:
    """Return the weight of PPI++: cov(human, judge) / ((1 + n/N) var(judge, pooled)).

    *human* and *judge* (n,) are the values of the reviewed answers, *unreviewed* (N,) the judge's values of
    all others. The weight is 0 when the judge's value never varies.
    """
    pooled = np.concatenate([judge, unreviewed])
    if len(pooled) < 2 or np.ptp(pooled) == 0:
        return 0.0
    together = float(((human - human.mean()) * (judge - judge.mean())).mean())
    return together / ((1 + len(human) / len(unreviewed)) * float(pooled.var(ddof=1)))


def prediction_powered(
    human: FloatArray, judge: FloatArray, unreviewed: FloatArray, weight: float | None = None
) -> MethodResult:
    """Return mean(human) + weight (mean(unreviewed) - mean(judge)) with its interval.

    Squared standard error: weight^2 var(unreviewed)/N + var(human - weight judge)/n, as for samples from a
    larger population. Arrays as in :func:`power`, which chooses the weight if none is given.
    """
    method = PPI if weight is None else FULL
    n = len(human)
    if n < 2:
        return no_figure(method, n, f"needs at least 2 reviews, has {n}")
    if not len(unreviewed):
        return no_figure(method, n, "needs unreviewed answers: all were reviewed")
    if weight is None:
        weight = power(human, judge, unreviewed)
    value = float(human.mean()) + weight * (float(unreviewed.mean()) - float(judge.mean()))
    variance = (
        weight**2 * float(unreviewed.var()) / len(unreviewed) + float((human - weight * judge).var()) / n
    )
    return normal_figure(method, value, math.sqrt(variance), n, f"weight of the judge {weight:.3f}")


def human_only(human: FloatArray) -> MethodResult:
    """Return the mean of the reviews (n,) and its normal interval, without the judge and without weights."""
    n = len(human)
    if n < 2:
        return no_figure(REVIEWS, n, f"needs at least 2 reviews, has {n}")
    return normal_figure(REVIEWS, float(human.mean()), math.sqrt(float(human.var()) / n), n)
