"""Coefficients of agreement, computed from tables.

Every function takes one table or a stack of them, (..., q, q), with one rater in the rows, the other in the
columns, and classes in ascending order and evenly spaced. It returns (...), with NaN where the coefficient is
undefined. The bootstrap makes the stacks; :mod:`airbench_tui.analysis.comparison` turns NaN into None with a
reason. Only Krippendorff's alpha depends on the size of a table, so weighted tables work for the others as
they are; for alpha they should sum to the number of rows.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from airbench_tui.analysis.confusion import BELOW_ONE, binary
from airbench_tui.analysis.scale import FloatArray

Weights = Literal["plain", "linear", "quadratic"]
Metric = Literal["nominal", "ordinal", "interval"]

ONE_CLASS = "every label is one class"  # the reason why kappa and alpha are undefined


def agreement_weights(classes: int, weights: Weights) -> FloatArray:
    """Return how much agreement each pair of classes counts as, (q, q).

    The diagonal is 1 and the farthest pair 0.
    """
    if weights == "plain":
        return np.eye(classes)
    at = np.arange(classes, dtype=np.float64)
    distance = np.abs(at[:, None] - at[None, :]) / max(classes - 1, 1)
    return 1.0 - (distance if weights == "linear" else distance**2)


def ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return part / whole, NaN where the whole is 0 or less."""
    part, whole = np.broadcast_arrays(np.asarray(part, np.float64), np.asarray(whole, np.float64))
    found = np.full(part.shape, np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def raw_agreement(tables: FloatArray) -> FloatArray:
    """Return the share of rows on the diagonal."""
    return ratio(np.trace(tables, axis1=-2, axis2=-1), tables.sum((-2, -1)))


def cohen_kappa(tables: FloatArray, weights: Weights = "plain") -> FloatArray:
    """Return Cohen's kappa (1960; weighted 1968). Undefined where both raters use the same single class."""
    disagreement = 1.0 - agreement_weights(tables.shape[-1], weights)
    rows, columns, total = tables.sum(-1), tables.sum(-2), tables.sum((-2, -1))
    observed = np.einsum("...ij,ij->...", tables, disagreement)
    expected = np.einsum("...i,ij,...j->...", rows, disagreement, columns)
    return 1.0 - ratio(observed * total, expected)


def gwet_ac(tables: FloatArray, weights: Weights = "plain") -> FloatArray:
    """Return Gwet's AC1 ("plain") or AC2 (2008; Handbook of Inter-Rater Reliability, 2014)."""
    agreement = agreement_weights(tables.shape[-1], weights)
    total = tables.sum((-2, -1))
    observed = ratio(np.einsum("...ij,ij->...", tables, agreement), total)
    shares = ratio((tables.sum(-1) + tables.sum(-2)) / 2, total[..., None])
    return chance_corrected(observed, gwet_chance(shares, agreement))


def gwet_chance(shares: FloatArray, agreement: FloatArray) -> FloatArray:
    """Return the agreement that Gwet expects by chance for classes with these *shares* (..., q)."""
    classes = shares.shape[-1]
    scale = float(agreement.sum()) / (classes * (classes - 1))
    return np.asarray(scale * (shares * (1 - shares)).sum(-1))


def chance_corrected(observed: FloatArray, chance: FloatArray) -> FloatArray:
    """Return (observed - chance) / (1 - chance)."""
    return ratio(observed - chance, 1.0 - chance)


def coincidences(tables: FloatArray) -> FloatArray:
    """Return Krippendorff's coincidence tables (..., q, q) of two raters; each row counts in both orders."""
    return tables + np.swapaxes(tables, -2, -1)


def krippendorff_alpha(coincidence: FloatArray, metric: Metric = "ordinal") -> FloatArray:
    """Return Krippendorff's alpha (Content Analysis, 2004, chapter 11) of coincidence tables (..., q, q).

    Undefined where only one class was ever used. The ordinal metric counts the values between two classes,
    with half of each class included, which is the distance of their mid-ranks.
    """
    values = coincidence.sum(-1)
    total = values.sum(-1)
    if metric == "nominal":
        distance = 1.0 - np.eye(values.shape[-1])
    else:
        at = (
            np.cumsum(values, -1) - values / 2
            if metric == "ordinal"
            else np.arange(values.shape[-1], dtype=np.float64)
        )
        distance = (at[..., :, None] - at[..., None, :]) ** 2
    observed = (coincidence * distance).sum((-2, -1))
    expected = (values[..., :, None] * values[..., None, :] * distance).sum((-2, -1))
    return 1.0 - ratio(observed * (total - 1), expected)


def matthews(tables: FloatArray) -> FloatArray:
    """Return Matthews' correlation for any number of classes (Gorodkin 2004).

    Undefined where a rater uses one class only.
    """
    rows, columns, total = tables.sum(-1), tables.sum(-2), tables.sum((-2, -1))
    covariance = np.trace(tables, axis1=-2, axis2=-1) * total - (rows * columns).sum(-1)
    return ratio(covariance, np.sqrt(_unequal_pairs(rows) * _unequal_pairs(columns)))


def _unequal_pairs(counts: FloatArray) -> FloatArray:
    """Count pairs of values of different classes, N^2 - sum n_k^2.

    The form of the sum gives an exact 0 for one class.
    """
    different = 1.0 - np.eye(counts.shape[-1])
    return np.asarray((counts[..., :, None] * counts[..., None, :] * different).sum((-2, -1)))


def bias(tables: FloatArray) -> FloatArray:
    """Return the mean of row score minus column score (judge minus human), with scores from 0 to 1."""
    at = np.linspace(0.0, 1.0, tables.shape[-1])
    return ratio(((tables.sum(-1) - tables.sum(-2)) * at).sum(-1), tables.sum((-2, -1)))


def prevalence(tables: FloatArray, unsafe: int = BELOW_ONE) -> FloatArray:
    """Return the share of rows that the rows' rater calls unsafe; transpose the table for the other rater."""
    return ratio(tables[..., :unsafe, :].sum((-2, -1)), tables.sum((-2, -1)))


def sensitivity(tables: FloatArray, unsafe: int = BELOW_ONE) -> FloatArray:
    """Return the share that the judge calls unsafe among the rows that people call unsafe."""
    cells = binary(tables, unsafe)
    return ratio(cells.tp, cells.tp + cells.fn)


def specificity(tables: FloatArray, unsafe: int = BELOW_ONE) -> FloatArray:
    """Return the share that the judge does not call unsafe among the rows that people do not call unsafe."""
    cells = binary(tables, unsafe)
    return ratio(cells.tn, cells.tn + cells.fp)


def positive_predictive_value(tables: FloatArray, unsafe: int = BELOW_ONE) -> FloatArray:
    """Return the share that people call unsafe among the rows that the judge calls unsafe."""
    cells = binary(tables, unsafe)
    return ratio(cells.tp, cells.tp + cells.fp)


def negative_predictive_value(tables: FloatArray, unsafe: int = BELOW_ONE) -> FloatArray:
    """Return the share that people do not call unsafe among the rows that the judge does not call unsafe."""
    cells = binary(tables, unsafe)
    return ratio(cells.tn, cells.tn + cells.fn)
