"""Tests for a difference between judge and people, from tables (q, q) of counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from airbench_tui.analysis.distributions import chi2_tail
from airbench_tui.analysis.scale import FloatArray

_NONE = 1e-10


class ChiSquare(NamedTuple):
    """A statistic, its degrees of freedom, and the probability of one at least as large by chance alone."""

    chi2: float
    df: int
    p: float


def mcnemar_exact(first: int, second: int) -> float:
    """Return McNemar's exact two-sided p (binomial) for the numbers of rows that differ in either direction.

    1 when no row differs.
    """
    n = first + second
    fewer = min(first, second)
    logs = [math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) for k in range(fewer + 1)]
    return min(1.0, 2 * math.fsum(math.exp(log - n * math.log(2)) for log in logs))


def mcnemar_corrected(first: int, second: int) -> ChiSquare:
    """Return McNemar's chi-square with Edwards' continuity correction (1948)."""
    if first + second == 0:
        return ChiSquare(0.0, 0, 1.0)
    chi2 = max(abs(first - second) - 1, 0) ** 2 / (first + second)
    return ChiSquare(chi2, 1, chi2_tail(chi2, 1))


def stuart_maxwell(table: FloatArray, squares: FloatArray | None = None) -> ChiSquare:
    """Test whether two raters use the classes equally often (Stuart 1955, Maxwell 1970).

    For a 2x2 table it is McNemar's test. For weighted rows *table* has the sums of the weights and *squares*
    the sums of their squares: with d = e(row) - e(column) for each row of data, the test is (sum w d)' (sum
    w^2 d d')^-1 (sum w d), which is Stuart's and Maxwell's if every weight is 1. Classes without any
    difference take no degree of freedom.
    """
    spread = table if squares is None else squares
    difference = table.sum(1) - table.sum(0)
    apart = spread + spread.T
    covariance = np.diag(apart.sum(1)) - apart
    values, vectors = np.linalg.eigh(covariance)
    used = values > _NONE * values[-1]  # at least one is 0, up to rounding, because the differences sum to 0
    df = int(used.sum())
    chi2 = float(((difference @ vectors)[used] ** 2 / values[used]).sum())
    return ChiSquare(chi2, df, chi2_tail(chi2, df))


def bhapkar(table: FloatArray) -> ChiSquare:
    """Return Bhapkar's test (1966) of the same hypothesis for counts; it has more power.

    The result is (0, 0, 1) when no row differs.
    """
    chi2, df, _ = stuart_maxwell(table)
    n = float(table.sum())
    if df == 0:
        return ChiSquare(0.0, 0, 1.0)
    larger = chi2 / (1 - chi2 / n) if chi2 < n else math.inf
    return ChiSquare(larger, df, chi2_tail(larger, df))


def bowker(table: FloatArray) -> ChiSquare:
    """Test whether a table of counts is symmetric (Bowker 1948).

    Pairs of empty cells take no degree of freedom.
    """
    upper = np.triu_indices(table.shape[0], 1)
    first, second = table[upper], table.T[upper]
    both = first + second
    used = both > 0
    chi2 = float(((first - second)[used] ** 2 / both[used]).sum())
    df = int(used.sum())
    return ChiSquare(chi2, df, chi2_tail(chi2, df))


def benjamini_yekutieli(p: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Return which hypotheses are rejected at a false discovery *rate*, under any dependence.

    Source: Benjamini and Yekutieli (2001).
    """
    count = len(p)
    harmonic = math.fsum(1 / k for k in range(1, count + 1))
    ordered = sorted(p)
    passed = [value for k, value in enumerate(ordered, 1) if value <= k * rate / (count * harmonic)]
    return [bool(passed) and value <= passed[-1] for value in p]
