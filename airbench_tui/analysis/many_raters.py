"""Coefficients of agreement among any number of raters, verdicts missing or not.

Everything is had from sums over units, so that the bootstrap can resample clusters of them: a unit's *counts*
(q,) are how many raters gave it each class, and :func:`unit_sums` is what it adds to every coefficient.
"""

from __future__ import annotations

import numpy as np

from airbench_tui.analysis.coefficients import (
    Metric,
    Weights,
    agreement_weights,
    chance_corrected,
    gwet_chance,
    krippendorff_alpha,
    ratio,
)
from airbench_tui.analysis.scale import FloatArray


def unit_sums(counts: FloatArray) -> FloatArray:
    """What units add, (units, q, 2q + 1), of their counts (units, q).

    Columns 0 to q are Krippendorff's coincidences (pairs of verdicts, each rater's weighing 1), q to 2q the same
    pairs as shares of the unit's, and the last the share of its verdicts in each class. A unit with one verdict
    adds to the last alone, one with none adds nothing.
    """
    classes = counts.shape[-1]
    raters = counts.sum(-1)[:, None, None]
    pairs = counts[:, :, None] * (counts[:, None, :] - np.eye(classes))
    coincidences, shares_of_pairs, shares = (
        np.zeros((len(counts), classes, size)) for size in (classes, classes, 1)
    )
    np.divide(pairs, raters - 1, out=coincidences, where=raters > 1)
    np.divide(pairs, raters * (raters - 1), out=shares_of_pairs, where=raters > 1)
    np.divide(counts[:, :, None], raters, out=shares, where=raters > 0)
    return np.concatenate((coincidences, shares_of_pairs, shares), axis=-1)


def alpha(sums: FloatArray, metric: Metric = "ordinal") -> FloatArray:
    """Krippendorff's alpha (...) of sums (..., q, 2q + 1) over units."""
    return krippendorff_alpha(sums[..., : sums.shape[-2]], metric)


def gwet_ac(sums: FloatArray, weights: Weights = "plain") -> FloatArray:
    """Gwet's AC1 ("plain") or AC2 (...) of sums (..., q, 2q + 1) over units (Gwet 2014).

    Agreement is the mean over units with two verdicts or more, chance comes from all units.
    """
    classes = sums.shape[-2]
    agreement = agreement_weights(classes, weights)
    pairs, shares = sums[..., classes : 2 * classes], sums[..., -1]
    observed = ratio(np.einsum("...ij,ij->...", pairs, agreement), pairs.sum((-2, -1)))
    return chance_corrected(observed, gwet_chance(ratio(shares, shares.sum(-1)[..., None]), agreement))


def fleiss_kappa(counts: FloatArray) -> float:
    """Fleiss' kappa (1971) of counts (units, q), every unit with as many verdicts; NaN where undefined.

    Raises ValueError where units differ in number of verdicts, or have fewer than two.
    """
    raters = counts.sum(1)
    if len(raters) == 0:
        return float("nan")
    if raters.min() != raters.max() or raters[0] < 2:
        raise ValueError("Fleiss' kappa needs as many verdicts, two or more, of every unit")
    observed = ((counts * (counts - 1)).sum(1) / (raters * (raters - 1))).mean()
    shares = counts.sum(0) / counts.sum()
    return float(chance_corrected(observed, (shares**2).sum()))
