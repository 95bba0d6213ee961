"""Coefficients of agreement among any number of raters, with or without missing verdicts.

Every coefficient is computed from sums over units, so that the bootstrap can resample clusters of units. A
unit's *counts* (q,) say how many raters gave it each class; :func:`unit_sums` is what the unit contributes to
every coefficient.
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
    """Return what units contribute, (units, q, 2q + 1), from their counts (units, q).

    Columns 0 to q are Krippendorff's coincidences (pairs of verdicts, in which each verdict weighs 1), q to
    2q are the same pairs as shares of the unit's pairs, and the last column is the share of its verdicts in
    each class. A unit with one verdict contributes to the last column only; a unit without verdicts
    contributes nothing.
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
    """Return Krippendorff's alpha (...) of sums (..., q, 2q + 1) over units."""
    return krippendorff_alpha(sums[..., : sums.shape[-2]], metric)


def gwet_ac(sums: FloatArray, weights: Weights = "plain") -> FloatArray:
    """Return Gwet's AC1 ("plain") or AC2 (...) of sums (..., q, 2q + 1) over units (Gwet 2014).

    Agreement is the mean over units with two verdicts or more; chance comes from all units.
    """
    classes = sums.shape[-2]
    agreement = agreement_weights(classes, weights)
    pairs, shares = sums[..., classes : 2 * classes], sums[..., -1]
    observed = ratio(np.einsum("...ij,ij->...", pairs, agreement), pairs.sum((-2, -1)))
    return chance_corrected(observed, gwet_chance(ratio(shares, shares.sum(-1)[..., None]), agreement))


def fleiss_kappa(counts: FloatArray) -> float:
    """Return Fleiss' kappa (1971) of counts (units, q), with the same number of verdicts on every unit.

    NaN where it is undefined. Raises ValueError when units differ in their number of verdicts, or have fewer
    than two.
    """
    raters = counts.sum(1)
    if len(raters) == 0:
        return float("nan")
    if raters.min() != raters.max() or raters[0] < 2:
        raise ValueError("Fleiss' kappa needs the same number of verdicts, two or more, on every unit")
    observed = ((counts * (counts - 1)).sum(1) / (raters * (raters - 1))).mean()
    shares = counts.sum(0) / counts.sum()
    return float(chance_corrected(observed, (shares**2).sum()))
