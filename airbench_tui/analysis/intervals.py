"""Closed-form 95 % intervals."""

from __future__ import annotations

import math

import numpy as np

from airbench_tui.analysis.coefficients import Weights, agreement_weights, bias, cohen_kappa, gwet_ac
from airbench_tui.analysis.distributions import Z95, beta_quantile, student_quantile
from airbench_tui.analysis.scale import FloatArray, IntArray

Interval = tuple[float, float]


def wilson(share: float, n: float) -> Interval:
    """Return Wilson's interval (1927) of a share of *n*.

    *n* must be positive; use :func:`effective_n` for weighted shares.
    """
    share = min(max(share, 0.0), 1.0)  # sums of weights may exceed 1 by rounding
    z2 = Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def clopper_pearson(count: int, n: int) -> Interval:
    """Return the exact interval of *count* out of *n* (Clopper and Pearson 1934). *n* must be positive."""
    low = 0.0 if count == 0 else beta_quantile(0.025, count, n - count + 1)
    high = 1.0 if count == n else beta_quantile(0.975, count + 1, n - count)
    return low, high


def effective_n(weight: FloatArray, group: IntArray) -> float:
    """Return Kish's effective number of rows (Survey Sampling, 1965), with the rows of one *group* together.

    For the groups' weights W it is (sum W)^2 / sum W^2; 0 for no rows. *weight* and *group* (numbers from 0)
    have shape (n,). If nothing is weighted and every row is its own group, the result is n. Several people's
    verdicts on one response form a group: they count as one answer, not as several, because people mostly
    agree.
    """
    totals = np.bincount(group, weight)
    return float(totals.sum() ** 2 / (totals**2).sum()) if len(totals) else 0.0


def kappa_se(table: FloatArray, weights: Weights = "plain") -> float:
    """Return the standard error of Cohen's kappa for counts (q, q); NaN if undefined.

    Source: Fleiss, Cohen and Everitt (1969).
    """
    n = float(table.sum())
    kappa = float(cohen_kappa(table, weights))
    if math.isnan(kappa):
        return math.nan
    agreement = agreement_weights(table.shape[-1], weights)
    shares = table / n
    rows, columns = shares.sum(1), shares.sum(0)
    chance = float(rows @ agreement @ columns)
    means = (agreement @ columns)[:, None] + (rows @ agreement)[None, :]
    spread = float((shares * (agreement - means * (1 - kappa)) ** 2).sum())
    return math.sqrt((spread - (kappa - chance * (1 - kappa)) ** 2) / n) / (1 - chance)


def kappa_normal(table: FloatArray, weights: Weights = "plain") -> Interval:
    """Return the normal interval of Cohen's kappa for counts (q, q); NaN if undefined."""
    return _around(float(cohen_kappa(table, weights)), Z95 * kappa_se(table, weights))


def gwet_t(table: FloatArray, weights: Weights = "plain") -> Interval:
    """Return Student's t interval of Gwet's AC1 or AC2 for counts (q, q), at least two (Gwet 2014)."""
    n = float(table.sum())
    agreement = agreement_weights(table.shape[-1], weights)
    classes = table.shape[-1]
    shares = (table.sum(1) + table.sum(0)) / (2 * n)
    scale = agreement.sum() / (classes * (classes - 1))
    chance = scale * float((shares * (1 - shares)).sum())
    coefficient = float(gwet_ac(table, weights))
    chances = scale * (1 - (shares[:, None] + shares[None, :]) / 2)
    linear = ((agreement - chance) - 2 * (1 - coefficient) * (chances - chance)) / (1 - chance)
    variance = float((table * (linear - coefficient) ** 2).sum()) / (n * (n - 1))
    return _around(coefficient, student_quantile(0.975, n - 1) * math.sqrt(variance))


def bias_normal(table: FloatArray) -> Interval:
    """Return the normal interval of the mean difference, rows minus columns, of two or more counts (q, q)."""
    n = float(table.sum())
    mean = float(bias(table))
    at = np.linspace(0.0, 1.0, table.shape[-1])
    squares = float((table * (at[:, None] - at[None, :] - mean) ** 2).sum())
    return _around(mean, Z95 * math.sqrt(squares / (n - 1) / n))


def _around(value: float, half: float) -> Interval:
    return value - half, value + half
