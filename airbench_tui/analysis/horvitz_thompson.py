"""Means of answers that were drawn with individual inclusion probabilities.

Sources: Horvitz and Thompson, JASA 47 (1952), 663-685; Hajek's ratio (1971); the difference estimator and all
variances as for Poisson sampling, sum of (1 - p)/p^2 squares (Saerndal, Swensson and Wretman 1992, chapters
2, 5 and 6). These variances need no joint probabilities; they are too wide rather than too narrow when the
packet's size was fixed.
"""

from __future__ import annotations

import math

from airbench_tui.analysis.figure import MethodResult, no_figure, normal_figure
from airbench_tui.analysis.scale import FloatArray

HT = "Horvitz-Thompson"
HAJEK = "Hajek, reviews alone"
DIFFERENCE = "Horvitz-Thompson difference from the judge"


def horvitz_thompson(human: FloatArray, probability: FloatArray, size: int) -> MethodResult:
    """Estimate the mean of a population of *size* as sum(y/p)/N.

    Values and probabilities have shape (n,); n may be 0.
    """
    if size < 1:
        return no_figure(HT, 0, "no answers here")
    value = float((human / probability).sum()) / size
    return normal_figure(
        HT, value, _error(human, probability) / size, len(human), exact=bool((probability == 1).all())
    )


def hajek(human: FloatArray, probability: FloatArray) -> MethodResult:
    """Estimate the mean as sum(y/p) / sum(1/p) of values (n,).

    This needs no population size, and varies less than :func:`horvitz_thompson`.
    """
    if not len(human):
        return no_figure(HAJEK, 0, "nothing was reviewed")
    size = float((1 / probability).sum())
    value = float((human / probability).sum()) / size
    return normal_figure(HAJEK, value, _error(human - value, probability) / size, len(human))


def difference(
    human: FloatArray, judge: FloatArray, probability: FloatArray, judge_total: float, size: int
) -> MethodResult:
    """Add the weighted errors to the judge's mean over the population: (judge_total + sum((y - f)/p)) / N.

    *human*, *judge* and *probability* (n,) belong to the reviewed answers; *judge_total* is the judge's sum
    over the whole population of *size*.
    """
    if size < 1:
        return no_figure(DIFFERENCE, 0, "no answers here")
    value = (judge_total + float(((human - judge) / probability).sum())) / size
    return normal_figure(DIFFERENCE, value, _error(human - judge, probability) / size, len(human))


def _error(values: FloatArray, probability: FloatArray) -> float:
    """Return the standard error of sum(values/p) under Poisson sampling."""
    return math.sqrt(float(((1 - probability) / probability**2 * values**2).sum()))
