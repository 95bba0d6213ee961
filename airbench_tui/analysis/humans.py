"""Agreement among people: auditors with each other, and each auditor with themself.

Any number of auditors may take part, and any verdicts may be missing: agreement is computed for all together
and pair by pair. Answers that had unequal chances of being drawn are weighted, as in the comparison with the
judge. Wilson's intervals concern THESE answers, the resampled ones prompts LIKE_THESE.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import NamedTuple

import numpy as np

from airbench_tui.analysis import coefficients, many_raters
from airbench_tui.analysis.bootstrap import ONE_CLUSTER, ROUNDS, percentiles, resampled
from airbench_tui.analysis.coefficients import ONE_CLASS
from airbench_tui.analysis.confusion import by_cluster
from airbench_tui.analysis.estimate import LIKE_THESE, THESE, Estimate
from airbench_tui.analysis.intervals import effective_n, wilson
from airbench_tui.analysis.scale import SCORES, FloatArray, IntArray, places

NO_OVERLAP = "no answer has verdicts of two auditors"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Verdicts of people on answers, one per row and at most one per person and answer; arrays of shape (n,).

    ``weight`` is 1 / inclusion probability of the response; None when all responses had the same.
    """

    unit: IntArray  # the response
    rater: IntArray  # the auditor
    score: FloatArray  # 0, 0.5 or 1
    cluster: IntArray  # the level-4 category of the response
    weight: FloatArray | None = None


class Grid(NamedTuple):
    """Verdicts as a table of U units by R auditors, both in ascending order of their keys."""

    auditors: tuple[int, ...]
    cluster: IntArray  # (U,)
    scores: FloatArray  # (U, R), NaN where there is no verdict
    weight: FloatArray  # (U,), ones if nothing is weighted
    row: IntArray  # (U,): the first row of the verdicts on each unit


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """The agreement of two auditors on their *n* common answers, or of one auditor's two verdicts on repeats.

    Both estimates are weighted; ``n`` is a plain count.
    """

    first: int
    second: int
    n: int
    raw_agreement: Estimate
    kappa_quadratic: Estimate


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement among people. The ``n`` of the three coefficients is ``n_overlap``."""

    auditors: tuple[int, ...]
    n_units: int
    n_overlap: int  # units with verdicts from two auditors or more
    alpha_ordinal: Estimate
    ac1: Estimate
    ac2_quadratic: Estimate
    pairs: tuple[PairAgreement, ...]  # pairs with an answer in common, in the order of their keys


def among(verdicts: Verdicts, rounds: int = ROUNDS, seed: int = 0) -> Agreement:
    """Compute the agreement among the people of *verdicts*, with intervals.

    For a group of people give the group's verdicts alone. The order of the rows has no effect. Raises
    ValueError for arrays of unequal length, a score off the scale, two verdicts of one person on one answer,
    and an answer in two clusters.
    """
    auditors, cluster, scores, weight, _ = grid(verdicts)
    counts = np.stack([(scores == score).sum(1) for score in SCORES], axis=1).astype(np.float64)
    overlap = int((counts.sum(1) >= 2).sum())
    sums = _by_cluster(many_raters.unit_sums(counts) * _scaled(weight, counts)[:, None, None], cluster)
    drawn = resampled(sums, rounds, seed) if overlap and len(sums) > 1 else None

    def estimate(statistic: Callable[[FloatArray], FloatArray]) -> Estimate:
        return _estimate(statistic, sums.sum(0), drawn, overlap, NO_OVERLAP)

    pairs = []
    for (at, first), (other, second) in combinations(enumerate(auditors), 2):
        both = ~np.isnan(scores[:, at]) & ~np.isnan(scores[:, other])
        if both.any():
            a, b = scores[both, at], scores[both, other]
            pairs.append(_pair(first, second, a, b, cluster[both], weight[both], rounds, seed))
    return Agreement(
        auditors=auditors,
        n_units=len(scores),
        n_overlap=overlap,
        alpha_ordinal=estimate(many_raters.alpha),
        ac1=estimate(many_raters.gwet_ac),
        ac2_quadratic=estimate(partial(many_raters.gwet_ac, weights="quadratic")),
        pairs=tuple(pairs),
    )


def grid(verdicts: Verdicts) -> Grid:
    """Arrange *verdicts* as a table. Raises ValueError as :func:`among` does."""
    n = len(verdicts.unit)
    given = np.ones(n) if verdicts.weight is None else verdicts.weight
    if any(len(column) != n for column in (verdicts.rater, verdicts.score, verdicts.cluster, given)):
        raise ValueError("the arrays of verdicts must be of one length")
    places(verdicts.score)  # raises for a score off the scale
    units, first, row = np.unique(verdicts.unit, return_index=True, return_inverse=True)
    raters, column = np.unique(verdicts.rater, return_inverse=True)
    cluster = verdicts.cluster[first]
    if (cluster[row] != verdicts.cluster).any():
        raise ValueError("an answer must be of one cluster")
    if not (np.isfinite(given) & (given > 0)).all():
        raise ValueError("weights must be positive")
    scores = np.full((len(units), len(raters)), np.nan)
    scores[row, column] = verdicts.score
    if np.count_nonzero(~np.isnan(scores)) != n:
        raise ValueError("two verdicts of one auditor on one answer")
    return Grid(tuple(int(rater) for rater in raters), cluster, scores, given[first], first)


def _scaled(weight: FloatArray, counts: FloatArray) -> FloatArray:
    """Scale *weight* (U,) so that it keeps the total number of verdicts on answers with two or more."""
    verdicts = np.where(counts.sum(1) >= 2, counts.sum(1), 0.0)
    return weight * (verdicts.sum() / (weight @ verdicts)) if verdicts.any() else weight


def _pair(
    first: int,
    second: int,
    a: FloatArray,
    b: FloatArray,
    cluster: IntArray,
    weight: FloatArray,
    rounds: int,
    seed: int,
) -> PairAgreement:
    """Compare the scores *a* and *b* (n,) that two auditors gave to the same n answers; n is positive."""
    n = len(a)
    tables = by_cluster(a, b, cluster, weight)
    table = tables.sum(0)
    share = float(coefficients.raw_agreement(table))
    raw = Estimate(share, wilson(share, effective_n(weight, np.arange(n))), n, about=THESE)
    drawn = resampled(tables, rounds, seed) if len(tables) > 1 else None
    kappa = partial(coefficients.cohen_kappa, weights="quadratic")
    return PairAgreement(first, second, n, raw, _estimate(kappa, table, drawn, n, NO_OVERLAP))


def _estimate(
    statistic: Callable[[FloatArray], FloatArray],
    total: FloatArray,
    drawn: FloatArray | None,
    n: int,
    none: str,
) -> Estimate:
    """Return a statistic of the sums over all clusters, with its interval from the resampled sums *drawn*."""
    if n == 0:
        return Estimate(None, None, 0, none)
    value = float(statistic(total))
    if np.isnan(value):
        return Estimate(None, None, n, ONE_CLASS)
    if drawn is None:
        return Estimate(value, None, n, ONE_CLUSTER, LIKE_THESE)
    spread = percentiles(statistic(drawn))
    return Estimate(value, spread.ci95, n, spread.why_not, LIKE_THESE)


def _by_cluster(sums: FloatArray, cluster: IntArray) -> FloatArray:
    """Add up the sums of units (U, ...) by cluster (C, ...), in ascending order of the clusters' keys."""
    if len(sums) == 0:
        return sums
    order = np.argsort(cluster, kind="stable")
    _, starts = np.unique(cluster[order], return_index=True)
    return np.asarray(np.add.reduceat(sums[order], starts, axis=0))
