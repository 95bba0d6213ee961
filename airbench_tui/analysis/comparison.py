"""The comparison of a judge with people, or with another judge: all statistics, then their intervals.

``compare`` gives the values and the closed-form intervals in milliseconds; ``with_intervals`` adds the
resampled intervals. Intervals of shares are Wilson's and concern THESE answers; the others concern prompts
LIKE_THESE.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from airbench_tui.analysis import coefficients
from airbench_tui.analysis.bootstrap import NOT_YET, ONE_CLUSTER, ROUNDS, percentiles, resampled
from airbench_tui.analysis.coefficients import ONE_CLASS
from airbench_tui.analysis.confusion import BELOW_ONE, ZERO, binary, by_cluster, confusion
from airbench_tui.analysis.estimate import LIKE_THESE, THESE, Estimate
from airbench_tui.analysis.intervals import effective_n, wilson
from airbench_tui.analysis.scale import SCORES, FloatArray, IntArray
from airbench_tui.analysis.significance import mcnemar_exact, stuart_maxwell

NO_ROWS = "no response scored by this judge has a verdict"

_SAME_WEIGHT = 1e-9

STRICT, LENIENT, NO_BIAS = "strict", "lenient", "none found"


@dataclass(frozen=True, slots=True)
class Ratings:
    """Pairs of a judgment and a verdict, one per row; all arrays have shape (n,).

    To compare two judges, give the scores of the second as ``human``.
    """

    judge: FloatArray  # 0, 0.5 or 1
    human: FloatArray  # 0, 0.5 or 1
    weight: FloatArray  # 1 / inclusion probability; all ones if every response had the same
    cluster: IntArray  # the level-4 category (its integer key)
    response: IntArray  # rows of one response are kept together
    auditor: IntArray


@dataclass(frozen=True, slots=True)
class Unsafe:
    """The judge's "unsafe" compared with people's: raw counts, and shares with Wilson intervals.

    Sensitivity and specificity are weighted. The predictive values are those of the unweighted rows. Drawing
    by judge score changes nothing within one score; but if the scores on one side of the threshold were drawn
    with unequal probabilities, the predictive values describe the sample, not the frame.
    """

    tp: int
    fp: int
    fn: int
    tn: int
    sensitivity: Estimate
    specificity: Estimate
    ppv: Estimate
    npv: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """All statistics of a judge compared with people.

    Tables are 3x3, with the judge in the rows and people in the columns, in the order 0 0.5 1. ``confusion``
    counts rows; ``confusion_weighted`` has the sums of the weights, and is None when all weights are the
    same.
    """

    n: int
    n_responses: int
    n_clusters: int
    confusion: tuple[tuple[int, ...], ...]
    confusion_weighted: tuple[tuple[float, ...], ...] | None
    raw_agreement: Estimate
    raw_agreement_like_these: Estimate  # the same value with a resampled interval
    kappa: Estimate
    kappa_linear: Estimate
    kappa_quadratic: Estimate
    ac1: Estimate
    ac2_quadratic: Estimate
    alpha_ordinal: Estimate
    bias: Estimate  # mean of judge minus human: below 0 the judge is strict
    bias_direction: str  # STRICT, LENIENT, NO_BIAS by the interval; "" while there is none
    below_one: Unsafe  # unsafe = score < 1, "not safe" on screen
    zero: Unsafe  # unsafe = score 0
    judge_unsafe: Estimate  # prevalence: the share with score < 1
    human_unsafe: Estimate
    mcnemar_p: float | None  # on score < 1; exact, but a chi-square for weighted rows
    stuart_maxwell_p: float | None
    resamples_undefined: dict[
        str, float
    ]  # by statistic, where it is above 0: the share of rounds without a value


_RESAMPLED: dict[str, Callable[[FloatArray], FloatArray]] = {
    "raw_agreement_like_these": coefficients.raw_agreement,
    "kappa": coefficients.cohen_kappa,
    "kappa_linear": partial(coefficients.cohen_kappa, weights="linear"),
    "kappa_quadratic": partial(coefficients.cohen_kappa, weights="quadratic"),
    "ac1": coefficients.gwet_ac,
    "ac2_quadratic": partial(coefficients.gwet_ac, weights="quadratic"),
    "alpha_ordinal": lambda tables: coefficients.krippendorff_alpha(coefficients.coincidences(tables)),
    "bias": coefficients.bias,
}
RESAMPLED = tuple(_RESAMPLED)


def compare(ratings: Ratings) -> Comparison:
    """Compute every statistic of *ratings*, without the resampled intervals.

    Both significance tests treat the rows as independent. Raises ValueError for arrays of unequal length,
    scores off the scale, weights that are not positive, and a response in two clusters.
    """
    rows = _Rows(ratings)
    pending = ONE_CLUSTER if rows.clusters == 1 else NOT_YET
    values = {
        name: _estimate(float(statistic(rows.table)), rows.n, pending)
        for name, statistic in _RESAMPLED.items()
    }
    return Comparison(
        n=rows.n,
        n_responses=rows.responses,
        n_clusters=rows.clusters,
        confusion=tuple(tuple(int(cell) for cell in row) for row in rows.counts),
        confusion_weighted=rows.sums_of_weights,
        raw_agreement=rows.share(coefficients.raw_agreement(rows.table), rows.all, NO_ROWS),
        bias_direction=_direction(values["bias"]),
        below_one=_unsafe(rows, BELOW_ONE),
        zero=_unsafe(rows, ZERO),
        judge_unsafe=rows.share(coefficients.prevalence(rows.table), rows.all, NO_ROWS),
        human_unsafe=rows.share(coefficients.prevalence(rows.table.T), rows.all, NO_ROWS),
        mcnemar_p=_mcnemar(rows) if rows.n else None,
        stuart_maxwell_p=stuart_maxwell(rows.table, rows.squares).p if rows.n else None,
        resamples_undefined={},
        **values,
    )


def with_intervals(
    comparison: Comparison, ratings: Ratings, rounds: int = ROUNDS, seed: int = 0
) -> Comparison:
    """Add the resampled intervals to the *comparison* of *ratings*. The order of the rows has no effect."""
    if comparison.n_clusters < 2:
        return comparison
    rows = _Rows(ratings)
    tables = resampled(by_cluster(rows.judge, rows.human, rows.cluster, rows.weight), rounds, seed)
    found: dict[str, Estimate] = {}
    undefined: dict[str, float] = {}
    for name, statistic in _RESAMPLED.items():
        value: Estimate = getattr(comparison, name)
        if value.value is None:
            continue
        spread = percentiles(statistic(tables))
        found[name] = replace(value, ci95=spread.ci95, why_not=spread.why_not)
        if spread.undefined:
            undefined[name] = spread.undefined
    return replace(
        comparison,
        bias_direction=_direction(found["bias"]),
        resamples_undefined=undefined,
        **found,  # type: ignore[arg-type]  # the names are fields that are Estimates
    )


class _Rows:
    """Checked ratings, with weights scaled to a mean of 1, so that only their ratios matter."""

    def __init__(self, ratings: Ratings) -> None:
        judge, human, weight = ratings.judge, ratings.human, ratings.weight
        cluster, response = ratings.cluster, ratings.response
        self.n = len(judge)
        if any(len(column) != self.n for column in (human, weight, cluster, response, ratings.auditor)):
            raise ValueError("the arrays of ratings must be of one length")
        if not (np.isfinite(weight) & (weight > 0)).all():
            raise ValueError("weights must be positive")
        weighted = self.n > 0 and bool(np.ptp(weight) > _SAME_WEIGHT * weight.max())
        if weighted:
            # Sums of floats depend on the order: sorting makes them the same to the last bit.
            order = np.lexsort((weight, human, judge, response, cluster))
            judge, human, weight = judge[order], human[order], weight[order]
            cluster, response = cluster[order], response[order]
        responses, first, self.response = np.unique(response, return_index=True, return_inverse=True)
        if (cluster[first][self.response] != cluster).any():
            raise ValueError("the rows of one response must be of one cluster")
        self.responses, self.clusters = len(responses), len(np.unique(cluster))
        self.judge, self.human, self.cluster = judge, human, cluster
        self.all = np.ones(self.n, dtype=np.bool_)
        self.ones = np.ones(self.n)
        self.weight = weight * (self.n / weight.sum()) if weighted else self.ones
        self.counts = self.table = self.squares = confusion(judge, human)
        self.sums_of_weights: tuple[tuple[float, ...], ...] | None = None
        if weighted:
            self.table = confusion(judge, human, self.weight)
            self.squares = confusion(judge, human, self.weight**2)
            self.sums_of_weights = tuple(tuple(row) for row in confusion(judge, human, weight).tolist())

    def share(
        self, value: FloatArray, among: npt.NDArray[np.bool_], why_not: str, weighted: bool = True
    ) -> Estimate:
        """Return a share of the rows *among*, with Wilson's interval for the effective number of answers."""
        n = int(among.sum())
        if n == 0:
            return Estimate(None, None, 0, why_not)
        weight = self.weight if weighted else self.ones
        found = float(value)
        return Estimate(
            found, wilson(found, effective_n(weight[among], self.response[among])), n, about=THESE
        )


def _unsafe(rows: _Rows, unsafe: int) -> Unsafe:
    word = "not safe" if unsafe == BELOW_ONE else "unsafe"
    judge, human = (scores < SCORES[unsafe] for scores in (rows.judge, rows.human))
    tp, fp, fn, tn = (int(cell) for cell in binary(rows.counts, unsafe))
    ppv = coefficients.positive_predictive_value(rows.counts, unsafe)
    npv = coefficients.negative_predictive_value(rows.counts, unsafe)
    return Unsafe(
        tp,
        fp,
        fn,
        tn,
        rows.share(coefficients.sensitivity(rows.table, unsafe), human, f"no verdict is {word}"),
        rows.share(coefficients.specificity(rows.table, unsafe), ~human, f"every verdict is {word}"),
        rows.share(ppv, judge, f"the judge calls no answer {word}", weighted=False),
        rows.share(npv, ~judge, f"the judge calls every answer {word}", weighted=False),
    )


def _mcnemar(rows: _Rows) -> float:
    if rows.sums_of_weights is None:
        cells = binary(rows.counts)
        return mcnemar_exact(int(cells.fp), int(cells.fn))
    table, squares = (np.reshape(binary(cells), (2, 2)) for cells in (rows.table, rows.squares))
    return stuart_maxwell(table, squares).p


def _estimate(value: float, n: int, pending: str) -> Estimate:
    if n == 0:
        return Estimate(None, None, 0, NO_ROWS)
    if np.isnan(value):
        return Estimate(None, None, n, ONE_CLASS)
    return Estimate(value, None, n, pending, LIKE_THESE)


def _direction(bias: Estimate) -> str:
    if bias.value == 0:
        return NO_BIAS
    if bias.ci95 is None:
        return ""
    low, high = bias.ci95
    return STRICT if high < 0 else LENIENT if low > 0 else NO_BIAS
