"""Confusion tables: 3x3, the judge's score in rows, the human's in columns, in the order of SCORES."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from airbench_tui.analysis.scale import CLASSES, FloatArray, IntArray, places

# The number of classes, from 0 up, that count as unsafe.
BELOW_ONE = 2  # score < 1, called "not safe" on screen
ZERO = 1  # score = 0


class Binary(NamedTuple):
    """The four cells of judge against human for "unsafe", each of shape (...)."""

    tp: FloatArray  # both say unsafe
    fp: FloatArray  # the judge alone does
    fn: FloatArray  # the human alone does
    tn: FloatArray  # neither does


def confusion(judge: npt.ArrayLike, human: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> FloatArray:
    """Return the table (3, 3) of two arrays (n,) of scores: counts, or sums of *weight* (n,) if given.

    Raises ValueError for a score that is not 0, 0.5 or 1.
    """
    cell = places(judge) * CLASSES + places(human)
    weights = None if weight is None else np.asarray(weight, dtype=np.float64)
    table = np.bincount(cell, weights, minlength=CLASSES**2)
    return table.astype(np.float64).reshape(CLASSES, CLASSES)


def by_cluster(
    judge: npt.ArrayLike, human: npt.ArrayLike, cluster: IntArray, weight: npt.ArrayLike | None = None
) -> FloatArray:
    """Return a table for each cluster, (C, 3, 3), in ascending order of the clusters' keys.

    Raises ValueError as :func:`confusion` does.
    """
    keys, at = np.unique(np.asarray(cluster), return_inverse=True)
    cell = (at * CLASSES + places(judge)) * CLASSES + places(human)
    weights = None if weight is None else np.asarray(weight, dtype=np.float64)
    tables = np.bincount(cell, weights, minlength=len(keys) * CLASSES**2)
    return tables.astype(np.float64).reshape(-1, CLASSES, CLASSES)


def binary(tables: FloatArray, unsafe: int = BELOW_ONE) -> Binary:
    """Reduce tables (..., q, q) to the four cells for "unsafe", which is the first *unsafe* classes."""
    return Binary(
        tables[..., :unsafe, :unsafe].sum((-2, -1)),
        tables[..., :unsafe, unsafe:].sum((-2, -1)),
        tables[..., unsafe:, :unsafe].sum((-2, -1)),
        tables[..., unsafe:, unsafe:].sum((-2, -1)),
    )
